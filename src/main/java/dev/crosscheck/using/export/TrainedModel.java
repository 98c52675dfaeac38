package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model to export, with its outputs for the test images.
 *
 * @param file the model file
 * @param sha256 of the file
 * @param parametersSha256 of the parameters, as little-endian floats, array after array
 * @param provenance where it comes from
 * @param dataFolder where the data come from
 * @param data whose test images are used
 * @param outputs its outputs for the test images
 * @param evaluation of these
 * @param subject the network and what is known of it
 */
record TrainedModel(
        Path file,
        String sha256,
        String parametersSha256,
        Provenance provenance,
        Path dataFolder,
        ImageData data,
        Outputs outputs,
        Evaluation evaluation,
        Subject subject)
        implements Exported<ModelCard> {

    /**
     * Runs a model on the test images.
     *
     * @param file the model's
     * @throws CrosscheckException if its outputs are not finite
     */
    static TrainedModel of(Model model, Path file, Path dataFolder, ImageData data) {
        Subject subject = new Subject(model, Map.of());
        Outputs outputs = Outputs.byHand(model.parameters(), subject.activations(), data.test());
        if (!Double.isFinite(outputs.largestLogit())) {
            throw new CrosscheckException(
                    file + ": expected finite outputs for the test images, found " + outputs.largestLogit() + ".",
                    "Train the network again, with a lower learning rate.");
        }
        Evaluation evaluation =
                Evaluation.of(Floats.of(outputs.probabilities()), data.test().labels());
        String sha256 = Digest.sha256(file);
        String parametersSha256 = model.parametersSha256();
        Provenance provenance = Provenance.beside(file, sha256).withData(model.dataSha256());
        Map<String, String> facts = facts(subject, data.form(), evaluation, provenance.seed());
        facts.put("parameters_sha256", parametersSha256);
        facts.put("model_sha256", sha256);
        putData(facts, data, provenance);
        return new TrainedModel(
                file,
                sha256,
                parametersSha256,
                provenance,
                dataFolder,
                data,
                outputs,
                evaluation,
                subject.withFacts(facts));
    }

    @Override
    public String className() {
        return JavaClassFile.className(data.form());
    }

    @Override
    public void write(Format format, Path target) throws IOException {
        format.ofImages().writer().write(subject, data.form(), target);
    }

    @Override
    public Optional<String> missing(Format format) {
        return format.missing();
    }

    @Override
    public FileVerification verify(Format format, Path written) throws IOException {
        return FileVerification.of(
                format.runBy(), outputs, format.ofImages().runner().run(written, subject, data.test()));
    }

    @Override
    public ModelCard card(List<ExportedFile> files) {
        return ModelCard.of(this, files);
    }

    @Override
    public String text(ModelCard card) {
        return ModelCardText.of(card);
    }

    private static void putData(Map<String, String> facts, ImageData data, Provenance provenance) {
        data.sha256().forEach((name, digest) -> {
            if (name.equals(ModelCard.TEST_IMAGES) || name.equals(ImageData.TEST_PICTURES)) {
                facts.put("test_images_sha256", digest);
            }
        });
        facts.put("trained_on_these_data", answer(provenance.match(data.sha256())));
    }

    /** @return whether a model was trained on the data it is tested on, in a word */
    static String answer(Provenance.DataMatch match) {
        return switch (match) {
            case SAME -> "yes";
            case OTHER -> "no";
            case UNKNOWN -> "unknown";
        };
    }

    private static Map<String, String> facts(Subject subject, ImageForm form, Evaluation evaluation, Long seed) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("layers", subject.title() + ", " + subject.functions());
        facts.put(
                "test_accuracy",
                String.format(
                        Locale.ROOT,
                        "%.2f%% (%d of %d)",
                        evaluation.accuracyPercent(),
                        evaluation.correct(),
                        evaluation.total()));
        facts.put("normalisation", form.normalisation().toString());
        facts.put("classes", Json.line(form.classes()));
        facts.put("seed", seed == null ? "unknown" : seed.toString());
        return facts;
    }
}
