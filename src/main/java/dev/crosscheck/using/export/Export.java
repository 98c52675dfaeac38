package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.files.Digest;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Exports a trained network to other formats. Each file is written to a separate folder, read back, and run on test data beside the network. Only
 * if all files that could be run agree, they are moved into place, with a model card.
 */
public final class Export {
    private final Model model;
    private final Path file;
    private final String sha256;
    private final Provenance provenance;
    private final TestExamples examples;
    private final List<TestExamples.ByHand> expected;
    private TestResult test;

    private Export(Model model, Path file, TestExamples examples) {
        this.model = model;
        this.file = file;
        this.sha256 = Digest.sha256(file);
        this.provenance = Provenance.beside(file, model.dataSha256());
        this.examples = examples;
        this.expected = examples.byHand(model.network(), model.parameters());
    }

    /**
     * Prepares the export of an image model and runs it on the test images.
     *
     * @param model the model
     * @param file its file
     * @param folder folder of the data
     * @param data data whose test images are used
     */
    public static Export ofImages(Model model, Path file, Path folder, ImageData data) {
        Export export = new Export(model, file, new TestExamples.Images(data.test()));
        int classes = data.test().outputs();
        float[] probabilities = new float[export.expected.size() * classes];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) export.expected.get(i / classes).answer().probabilities()[i % classes];
        }
        export.test = new TestResult(
                folder.toString(),
                "test images",
                export.provenance.match(data.sha256()),
                export.provenance.caveat(folder, data.sha256()).orElse(null),
                data.sha256(),
                ClassMeasures.of(
                        Predictions.of(probabilities, classes, data.test().labels())),
                List.of());
        return export;
    }

    /**
     * Prepares the export of a table model and runs it on raw rows.
     *
     * @param model the model
     * @param file its file
     * @param test the test result with the rows of the table; made-up rows are added
     */
    public static Export ofTable(Model model, Path file, TestResult test) {
        List<List<String>> rows = new ArrayList<>(test.rows());
        rows.addAll(MadeUpRows.of(TablePreparation.of(model.preparation()).preprocessing()));
        Export export = new Export(model, file, new TestRows(TableModel.of(model), rows));
        export.test = test;
        return export;
    }

    /**
     * Writes and checks the files.
     *
     * @param formats the formats
     * @param folder receives the files; stays unchanged unless all files agree
     * @param listener is given each complete file, before it is run, and the name of the program that runs it
     * @return the model card, which says whether all files agree
     * @throws CrosscheckException if a file cannot be written or run
     */
    public ModelCard write(Collection<Format> formats, RunFolder folder, BiConsumer<Path, String> listener) {
        Path aside = folder.path().resolve(".unchecked");
        Thread interrupted = new Thread(() -> deleteQuietly(aside), "end of an export");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            Files.createDirectory(aside);
            List<ModelCard.ExportedFile> files = new ArrayList<>();
            for (Format format : formats) {
                files.add(write(format, aside, listener));
            }
            ModelCard card = card(files);
            if (card.agrees()) {
                for (ModelCard.ExportedFile exported : files) {
                    Files.move(aside.resolve(exported.file()), folder.path().resolve(exported.file()));
                }
                folder.writeText("model-card.md", CardText.of(card, model));
                Json.write(folder.path().resolve("model-card.json"), card);
            }
            return card;
        } catch (IOException e) {
            throw AtomicFile.unwritable(folder.path(), e);
        } finally {
            deleteQuietly(aside);
            forget(interrupted);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            Thread.yield(); // this program is ending, which runs it
        }
    }

    private ModelCard.ExportedFile write(Format format, Path aside, BiConsumer<Path, String> listener)
            throws IOException {
        Path written = aside.resolve(format.fileName(JavaClassFile.className(model)));
        format.write(model, sha256, written);
        return new ModelCard.ExportedFile(
                format.label(),
                written.getFileName().toString(),
                Files.size(written),
                Digest.sha256(written),
                verify(format, written, listener));
    }

    private FileVerification verify(Format format, Path written, BiConsumer<Path, String> listener) {
        Optional<String> missing = format.missing(model);
        if (missing.isPresent()) {
            return FileVerification.notRun(missing.get());
        }
        listener.accept(written, format.runBy());
        try {
            return AnswerComparison.of(format.runBy(), examples, expected, format.answers(written, model, examples));
        } catch (IOException e) {
            throw new CrosscheckException(
                    written.getFileName() + " was written and cannot be run: " + e.getMessage(),
                    "Name the other formats with --format.",
                    e);
        }
    }

    private ModelCard card(List<ModelCard.ExportedFile> files) {
        TablePreparation rows = TablePreparation.of(model.preparation());
        String kind = rows != null ? "Table" : model.form().handwriting() ? "Digit" : "Image";
        String target = rows == null ? "" : " for " + rows.target().name();
        int madeUp = rows == null ? 0 : examples.size() - test.rows().size();
        long refused = expected.stream().filter(row -> !row.answer().taken()).count();
        return new ModelCard(
                kind + " network " + model.spec().title() + target,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                BuildInfo.load().version(),
                new ModelCard.Network(
                        file.toString(),
                        sha256,
                        model.parametersSha256(),
                        ModelCard.layers(model),
                        model.spec().parameters()),
                model.preparation(),
                test,
                provenance,
                new ModelCard.Checked(examples.size(), examples.size() - madeUp, madeUp, (int) refused),
                List.copyOf(files),
                files.stream().noneMatch(exported -> exported.verification().disagrees()));
    }

    private static void deleteQuietly(Path folder) {
        try {
            RunFolder.deleteAll(folder);
        } catch (IOException | UncheckedIOException e) {
            // An earlier error, if there is one, matters more to the user.
        }
    }
}
