package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.InitialWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A format that a network is exported in: how it is written, and how the written file is run. Nothing here refers to what runs it but
 * by a lambda's body, which needs ONNX Runtime's and the compiler's classes only once it is called: bin/pack-for-gpu leaves them out.
 */
public enum Format {
    /** For ONNX Runtime and many others. */
    ONNX(
            "model.onnx",
            OnnxFile::write,
            (file, subject, images) -> OnnxRuntimeRun.outputs(file, images),
            () -> OnnxRuntimeRun.missing(),
            () -> OnnxRuntimeRun.name()),

    /** For NumPy, and for training from these parameters. */
    NPZ(
            "model.npz",
            NpzForm::write,
            (file, subject, images) -> Outputs.byHand(
                    InitialWeights.read(file, images.features(), images.outputs()), subject.activations(), images)),

    /** For PyTorch and others. */
    SAFETENSORS(
            "model.safetensors",
            SafetensorsFile::write,
            (file, subject, images) -> Outputs.byHand(SafetensorsFile.read(file), subject.activations(), images)),

    /** For Java programs without any library. */
    JAVA(
            null,
            JavaClassFile::write,
            (file, subject, images) -> JavaClassRun.outputs(file, images),
            () -> JavaClassRun.missing(),
            () -> JavaClassRun.name());

    private interface Writer {
        void write(Subject subject, Path file) throws IOException;
    }

    private interface Runner {
        Outputs outputs(Path file, Subject subject, ImageSet images) throws IOException;
    }

    /** Null where it depends on the images. */
    private final String fileName;

    private final Writer writer;
    private final Runner runner;
    private final Supplier<Optional<String>> missing;
    private final Supplier<String> runBy;

    Format(String fileName, Writer writer, Runner runner) {
        this(fileName, writer, runner, Optional::empty, () -> "hand-written code, in double");
    }

    Format(String fileName, Writer writer, Runner runner, Supplier<Optional<String>> missing, Supplier<String> runBy) {
        this.fileName = fileName;
        this.writer = writer;
        this.runner = runner;
        this.missing = missing;
        this.runBy = runBy;
    }

    /** @return its name on the command line */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return the name of the file it makes */
    String fileName(ImageForm form) {
        return this == JAVA ? JavaClassFile.className(form) + ".java" : fileName;
    }

    /** Writes the network. */
    void write(Subject subject, Path file) throws IOException {
        writer.write(subject, file);
    }

    /** @return why what was written cannot be run here, if it cannot */
    Optional<String> missing() {
        return missing.get();
    }

    /** @return what runs it */
    String runBy() {
        return runBy.get();
    }

    /** Reads what was written and runs it; of what the file does not say, the activations, as the subject has them. */
    Outputs outputs(Path file, Subject subject, ImageSet images) throws IOException {
        return runner.outputs(file, subject, images);
    }
}
