package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Digest;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Exports a trained network to other formats. Each file is written to a separate folder, read back, and run on test data beside the network. Only
 * if all files that could be run agree, they are moved into place, with a model card.
 */
public final class Export {
    private final Model model;
    private final ModelCard.Network network;
    private final Provenance provenance;
    private final TestExamples examples;
    private final List<TestExamples.ByHand> expected;
    private final TestResult test;

    /** Receives progress. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param file a complete file that is about to be run
         * @param runBy the program that runs it
         */
        void checking(Path file, String runBy);
    }

    /** Computes the test result of the model from its answers. */
    @FunctionalInterface
    private interface Test {
        TestResult of(Provenance provenance, List<TestExamples.ByHand> answers);
    }

    private Export(Model model, Path file, TestExamples examples, Test test) {
        this.model = model;
        this.examples = examples;
        String sha256 = Digest.sha256(file);
        this.network = ModelCard.Network.of(model, file, sha256);
        this.provenance = Provenance.beside(file, sha256).withData(model.dataSha256());
        this.expected = examples.byHand(model.network(), model.parameters());
        for (TestExamples.ByHand known : expected) {
            for (double logit : known.answer().logits()) {
                if (!Double.isFinite(logit)) {
                    throw new CrosscheckException(
                            file + ": expected finite outputs for the test data, found " + logit + ".",
                            "Train the network again, with a lower learning rate.");
                }
            }
        }
        this.test = test.of(provenance, expected);
    }

    /**
     * Prepares the export of an image model and runs it on the test images.
     *
     * @param model the model
     * @param file its file
     * @param dataFolder folder of the data
     * @param data data whose test images are used
     * @throws CrosscheckException if outputs are not finite
     */
    public static Export ofImages(Model model, Path file, Path dataFolder, ImageData data) {
        return new Export(
                model,
                file,
                new TestImages(data.test()),
                (provenance, answers) -> ImageTest.of(evaluation(answers, data), dataFolder, data, provenance));
    }

    private static Evaluation evaluation(List<TestExamples.ByHand> answers, ImageData data) {
        int classes = data.test().outputs();
        float[] probabilities = new float[answers.size() * classes];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) answers.get(i / classes).answer().probabilities()[i % classes];
        }
        return Evaluation.of(probabilities, data.test().labels());
    }

    /**
     * Prepares the export of a table model and runs it on raw rows.
     *
     * @param model the model
     * @param file its file
     * @param test the test result with the rows of the table; made-up rows are added
     */
    public static Export ofTable(Model model, Path file, TableTest test) {
        List<List<String>> rows = new ArrayList<>(test.rows());
        rows.addAll(MadeUpRows.of(TablePreparation.of(model.preparation()).preprocessing()));
        return new Export(model, file, new TestRows(model, rows), (provenance, answers) -> test);
    }

    /**
     * Writes and checks the files.
     *
     * @param formats the formats
     * @param folder receives the files; stays unchanged unless all files agree
     * @param listener notified before each file is run
     * @return the model card, which says whether all files agree
     * @throws CrosscheckException if a file cannot be written or run
     */
    public ModelCard write(Collection<Format> formats, RunFolder folder, Listener listener) {
        Path aside = folder.path().resolve(".unchecked");
        try {
            Files.createDirectory(aside);
            List<ExportedFile> files = new ArrayList<>();
            for (Format format : formats) {
                files.add(write(format, aside, listener));
            }
            ModelCard card = card(files);
            if (card.agrees()) {
                for (ExportedFile file : files) {
                    Files.move(aside.resolve(file.file()), folder.path().resolve(file.file()));
                }
                folder.writeText("model-card.md", CardText.of(card));
                Json.write(folder.path().resolve("model-card.json"), card);
            }
            return card;
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder.path() + ": cannot be written: " + e, "Check the folder, its rights and the free space.", e);
        } finally {
            deleteQuietly(aside);
        }
    }

    private ExportedFile write(Format format, Path aside, Listener listener) throws IOException {
        Path file = aside.resolve(format.fileName(JavaClassFile.className(model)));
        format.writer().write(model, facts(), file);
        return new ExportedFile(
                format.label(),
                file.getFileName().toString(),
                Files.size(file),
                Digest.sha256(file),
                verify(format, file, listener));
    }

    private FileVerification verify(Format format, Path file, Listener listener) {
        Optional<String> missing = format.missing(model);
        if (missing.isPresent()) {
            return FileVerification.notRun(missing.get());
        }
        listener.checking(file, format.runBy());
        try {
            return AnswerComparison.of(
                    format.runBy(), examples, expected, format.runner().answers(file, model, examples));
        } catch (IOException e) {
            throw new CrosscheckException(
                    file.getFileName() + " was written and cannot be run: " + e.getMessage(),
                    "Name the other formats with --format.",
                    e);
        }
    }

    /** @return metadata for the formats that can store them */
    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("layers", ModelCard.Network.words(model));
        if (test instanceof ImageTest images) {
            facts.put(
                    "test_accuracy",
                    String.format(
                            Locale.ROOT,
                            "%.2f%% (%d of %d)",
                            images.accuracyPercent(),
                            images.correct(),
                            images.images()));
            facts.put("normalisation", model.form().normalisation().toString());
        } else {
            facts.put(
                    "target", TablePreparation.of(model.preparation()).target().name());
        }
        List<String> classes = model.preparation().classes();
        if (!classes.isEmpty()) {
            facts.put("classes", Json.line(classes));
        }
        if (test instanceof TableTest) {
            facts.put("test", test.words());
        }
        facts.put(
                "seed",
                provenance.seed() == null ? "unknown" : provenance.seed().toString());
        facts.put("parameters_sha256", network.parametersSha256());
        facts.put("model_sha256", network.sha256());
        if (test instanceof ImageTest images) {
            images.put(facts);
        } else {
            test.sha256().values().forEach(digest -> facts.put("test_table_sha256", digest));
            facts.put("trained_on_this_table", test.trainingData().answer());
        }
        return facts;
    }

    private ModelCard card(List<ExportedFile> files) {
        TablePreparation rows = TablePreparation.of(model.preparation());
        String kind = rows != null ? "Table" : model.form().isOfDigits() ? "Digit" : "Image";
        return new ModelCard(
                kind + " network " + network.title()
                        + (rows == null ? "" : " for " + rows.target().name()),
                ModelCard.now(),
                network,
                rows == null ? ModelCard.Images.of(model.form()) : null,
                rows == null ? null : rows.preprocessing(),
                rows == null ? null : rows.importance(),
                rows == null ? null : rows.decided(),
                test,
                provenance,
                test instanceof TableTest table ? checked(table) : null,
                List.copyOf(files),
                files.stream().noneMatch(file -> file.verification().disagrees()),
                ModelCard.programs());
    }

    private ModelCard.Checked checked(TableTest table) {
        int ofTable = table.rows().size();
        long refused = expected.stream().filter(row -> !row.answer().taken()).count();
        return new ModelCard.Checked(examples.size(), ofTable, examples.size() - ofTable, Math.toIntExact(refused));
    }

    private static void deleteQuietly(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // An earlier error, if there is one, matters more to the user.
        }
    }
}
