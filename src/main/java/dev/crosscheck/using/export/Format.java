package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzWriter;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.train.InitialWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A format that a network is exported in: how it is written, and how the written file is run. Nothing here refers to what runs it but
 * by a lambda's body, which needs ONNX Runtime's and the compiler's classes only once it is called: bin/pack-for-gpu leaves them out.
 */
public enum Format {
    /** For ONNX Runtime and many others. */
    ONNX(
            new Way<>(OnnxFile::write, (file, subject, images) -> OnnxRuntimeRun.outputs(file, images)),
            new Way<>(TableOnnxFile::write, (file, subject, rows) -> OnnxRuntimeRun.answers(file, rows)),
            () -> OnnxRuntimeRun.missing(),
            () -> OnnxRuntimeRun.name()),

    /** For NumPy, and for training from these parameters. */
    NPZ(
            new Way<>(
                    (subject, form, file) -> writeNpz(subject, file),
                    (file, subject, images) -> Outputs.byHand(
                            InitialWeights.read(file, images.features(), images.outputs()),
                            subject.activations(),
                            images)),
            new Way<>(
                    (subject, form, file) -> writeNpz(subject, file),
                    (file, subject, rows) -> RowsByHand.answers(
                            subject.network(), InitialWeights.read(file, subject.inputs(), subject.outputs()), rows))),

    /** The model's own file: for this program, and for PyTorch and others that read its arrays. */
    SAFETENSORS(
            new Way<>(
                    (subject, form, file) -> subject.model().save(file),
                    (file, subject, images) ->
                            Outputs.byHand(Model.load(file).parameters(), subject.activations(), images)),
            new Way<>(
                    (subject, form, file) -> subject.model().save(file),
                    (file, subject, rows) -> RowsByHand.answers(
                            subject.network(), Model.load(file).parameters(), rows))),

    /** For Java programs without any library. */
    JAVA(
            new Way<>(JavaClassFile::write, (file, subject, images) -> JavaClassRun.outputs(file, images)),
            new Way<>(TableClassFile::write, (file, subject, rows) -> JavaClassRun.answers(file, rows)),
            () -> JavaClassRun.missing(),
            () -> JavaClassRun.name()),

    /** For Deeplearning4j, for answers: a model has nothing of its optimizer's. */
    DL4J(
            new Way<>(
                    (subject, form, file) -> Dl4jRun.write(subject, file),
                    (file, subject, images) -> Dl4jRun.outputs(file, images)),
            new Way<>(
                    (subject, form, file) -> Dl4jRun.write(subject, file),
                    (file, subject, rows) -> Dl4jRun.answers(file, subject, rows)),
            Optional::empty,
            () -> Dl4jRun.name());

    /** Writes a network, with what becomes of raw data before it. */
    @FunctionalInterface
    interface Writer<F> {
        void write(Subject subject, F form, Path file) throws IOException;
    }

    /** Reads what was written and runs it; of what the file does not say, the activations, as the subject has them. */
    @FunctionalInterface
    interface Runner<D, R> {
        R run(Path file, Subject subject, D data) throws IOException;
    }

    /**
     * How a format holds networks of one kind.
     *
     * @param <F> what is known of raw data
     * @param <D> data to run it on
     * @param <R> what comes out
     */
    record Way<F, D, R>(Writer<F> writer, Runner<D, R> runner) {}

    private final Way<ImageForm, ImageSet, Outputs> ofImages;
    private final Way<Preprocessing, TestRows, List<RowAnswer>> ofRows;
    private final Supplier<Optional<String>> missing;
    private final Supplier<String> runBy;

    Format(Way<ImageForm, ImageSet, Outputs> ofImages, Way<Preprocessing, TestRows, List<RowAnswer>> ofRows) {
        this(ofImages, ofRows, Optional::empty, () -> "hand-written code, in double");
    }

    Format(
            Way<ImageForm, ImageSet, Outputs> ofImages,
            Way<Preprocessing, TestRows, List<RowAnswer>> ofRows,
            Supplier<Optional<String>> missing,
            Supplier<String> runBy) {
        this.ofImages = ofImages;
        this.ofRows = ofRows;
        this.missing = missing;
        this.runBy = runBy;
    }

    /** @return its name on the command line */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return the name of the file it makes. @param className of the Java class */
    String fileName(String className) {
        return switch (this) {
            case JAVA -> className + ".java";
            case DL4J -> "model.zip";
            default -> "model." + label();
        };
    }

    Way<ImageForm, ImageSet, Outputs> ofImages() {
        return ofImages;
    }

    Way<Preprocessing, TestRows, List<RowAnswer>> ofRows() {
        return ofRows;
    }

    /** @return why it cannot hold a model; empty if it can */
    public Optional<String> refusal(Model model) {
        return this == DL4J ? Dl4jRun.refusal(model) : Optional.empty();
    }

    /** @return why what was written cannot be run here, if it cannot */
    Optional<String> missing() {
        return missing.get();
    }

    /** @return what runs it */
    String runBy() {
        return runBy.get();
    }

    /** Writes the parameters as a NumPy archive with PyTorch's names and layout, float32. */
    private static void writeNpz(Subject subject, Path file) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        PyTorchLayout.arrays(subject.parameters())
                .forEach((name, array) ->
                        arrays.put(name, NpyArray.of(Floats.of(array), PyTorchLayout.shape(name, array))));
        NpzWriter.write(file, arrays);
    }
}
