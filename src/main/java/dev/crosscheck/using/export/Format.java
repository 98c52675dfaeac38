package dev.crosscheck.using.export;

import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An export format: how a file is written, and how it is run. ONNX Runtime and the compiler are called by classes of their own, which are loaded only
 * when used: bin/pack-for-gpu leaves them out.
 */
public enum Format {
    /** For ONNX Runtime and many others. */
    ONNX,

    /** The model file of this program, whose arrays NumPy, PyTorch and others can read. */
    SAFETENSORS,

    /** For Java programs, without libraries. */
    JAVA,

    /** For predictions with Deeplearning4j; without the state of the optimizer, which a model file does not contain. */
    DL4J,

    /** No form of the network, but a statement of how the run made it: {@link Statement}. */
    PROVENANCE;

    /** Those of the network, which are exported by default. */
    public static final Set<Format> OF_NETWORKS = Collections.unmodifiableSet(EnumSet.range(ONNX, DL4J));

    /** @return the name on the command line */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param className name of the Java class. @return the file name */
    String fileName(String className) {
        return switch (this) {
            case JAVA -> className + ".java";
            case DL4J -> RunFolder.DL4J_MODEL;
            default -> "model." + label();
        };
    }

    /** Writes a model. @param sha256 of its file, for formats that can name it */
    void write(Model model, String sha256, Path file) throws IOException {
        switch (this) {
            case ONNX -> OnnxFile.write(model, sha256, file);
            case SAFETENSORS -> model.save(file);
            case JAVA -> JavaClassFile.write(model, sha256, file);
            case DL4J -> Dl4jFile.write(model, file);
            case PROVENANCE -> throw new IllegalArgumentException("a statement is of a run");
        }
    }

    /** Reads a file and runs it. */
    List<RawAnswer> answers(Path file, Model model, TestExamples examples) throws IOException {
        return switch (this) {
            case ONNX -> OnnxSession.answers(file, examples);
            case SAFETENSORS ->
                examples.byHand(model.network(), Model.load(file).parameters()).stream()
                        .map(TestExamples.ByHand::answer)
                        .toList();
            case JAVA -> CompiledClass.answers(file, examples);
            case DL4J -> Dl4jFile.answers(file, examples);
            case PROVENANCE -> throw new IllegalArgumentException("a statement answers nothing");
        };
    }

    /** @return the program that runs the files */
    String runBy() {
        return switch (this) {
            case ONNX -> OnnxSession.name();
            case SAFETENSORS -> "hand-written code, in double";
            case JAVA -> "Java " + Runtime.version().feature();
            case DL4J -> Dl4jFile.name();
            case PROVENANCE -> throw new IllegalArgumentException("a statement is not run");
        };
    }

    /** @return why this format cannot represent a model; empty if it can */
    public Optional<String> refusal(Model model) {
        return this == DL4J ? Dl4jModel.refusal(model) : Optional.empty();
    }

    /** @return why a file cannot be run here; empty if it can */
    Optional<String> missing(Model model) {
        try {
            return this == ONNX
                    ? OnnxSession.missing(model)
                    : this == JAVA ? CompiledClass.missing() : Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(
                    "ONNX Runtime for this system is not among the program's libraries; to have it run, put onnxruntime-"
                            + BuildInfo.load().onnxVersion()
                            + ".jar of Maven Central (com.microsoft.onnxruntime) beside them");
        }
    }
}
