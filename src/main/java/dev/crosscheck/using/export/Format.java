package dev.crosscheck.using.export;

import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An export format: how a file is written, and how it is run. The classes of ONNX Runtime and of the compiler are named only inside lambdas, so that
 * they are loaded only when used: bin/pack-for-gpu leaves them out.
 */
public enum Format {
    /** For ONNX Runtime and many others. */
    ONNX(
            (model, facts, file) -> OnnxFile.write(model, facts, file),
            (file, model, examples) -> OnnxRuntimeRun.answers(file, examples),
            () -> OnnxRuntimeRun.name()),

    /** The model file of this program, whose arrays NumPy, PyTorch and others can read. */
    SAFETENSORS(
            (model, facts, file) -> model.save(file),
            (file, model, examples) -> byHand(model.network(), Model.load(file).parameters(), examples),
            Format::byHandInDouble),

    /** For Java programs, without libraries. */
    JAVA(
            (model, facts, file) -> JavaClassFile.write(model, facts, file),
            (file, model, examples) -> JavaClassRun.answers(file, examples),
            () -> JavaClassRun.name()),

    /** For predictions with Deeplearning4j; without the state of the optimizer, which a model file does not contain. */
    DL4J(
            (model, facts, file) -> Dl4jRun.write(model, file),
            (file, model, examples) -> Dl4jRun.answers(file, examples),
            () -> Dl4jRun.name());

    /** Writes a model. */
    @FunctionalInterface
    interface Writer {
        /** @param facts metadata by name, for formats that can store them */
        void write(Model model, Map<String, String> facts, Path file) throws IOException;
    }

    /** Reads a file and runs it. If the file does not contain the activations, those of the model are used. */
    @FunctionalInterface
    interface Runner {
        List<RawAnswer> answers(Path file, Model model, TestExamples examples) throws IOException;
    }

    private final Writer writer;
    private final Runner runner;
    private final Supplier<String> runBy;

    Format(Writer writer, Runner runner, Supplier<String> runBy) {
        this.writer = writer;
        this.runner = runner;
        this.runBy = runBy;
    }

    /** @return the name on the command line */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param className name of the Java class. @return the file name */
    String fileName(String className) {
        return switch (this) {
            case JAVA -> className + ".java";
            case DL4J -> "model.zip";
            default -> "model." + label();
        };
    }

    Writer writer() {
        return writer;
    }

    Runner runner() {
        return runner;
    }

    /** @return why this format cannot represent a model; empty if it can */
    public Optional<String> refusal(Model model) {
        return this == DL4J ? Dl4jModel.refusal(model) : Optional.empty();
    }

    /** @return why a file cannot be run here; empty if it can */
    Optional<String> missing(Model model) {
        return switch (this) {
            case ONNX ->
                isThere("ai.onnxruntime.OrtEnvironment")
                        ? OnnxRuntimeRun.missing(model)
                        : Optional.of(
                                "ONNX Runtime is not among the program's libraries; docs/using.md says how to add it");
            case JAVA -> JavaClassRun.missing();
            default -> Optional.empty();
        };
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, Format.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** @return the program that runs the files */
    String runBy() {
        return runBy.get();
    }

    private static String byHandInDouble() {
        return "hand-written code, in double";
    }

    private static List<RawAnswer> byHand(Network network, Parameters parameters, TestExamples examples) {
        return examples.byHand(network, parameters).stream()
                .map(TestExamples.ByHand::answer)
                .toList();
    }
}
