package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Imports an image network from a file written by Deeplearning4j's {@code ModelSerializer}. */
public final class FromDl4j {
    private static final byte[] ZIP = {'P', 'K'};

    /** Pixels scaled to [0, 1], as by Deeplearning4j's {@code ImagePreProcessingScaler}. */
    private static final Normalisation SCALED = new Normalisation(0, 1);

    private FromDl4j() {}

    /** @return whether a path is a file that starts like a zip file */
    public static boolean isOne(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        } catch (IOException e) {
            return false; // the reader refuses it with the reason
        }
    }

    /**
     * Reads a network with Deeplearning4j's reader, which must only be given files from a trusted source. Such a file does not say how pixels are
     * scaled. Either the normalisation of the data or a scale of [0, 1] is used, whichever classifies more test images correctly.
     *
     * @param data images for the network
     * @param say receives a message about the choice
     * @throws dev.crosscheck.CrosscheckException if the file cannot be read, or contains another kind of network or one for other images
     */
    public static Model read(Path file, ImageData data, Consumer<String> say) {
        Nd4jRuntime.startOnCpu();
        Dl4jModel.Content content = Dl4jModel.read(file);
        Model standardised = model(file, content, data.form());
        Model scaled = model(
                file,
                content,
                new ImageForm(
                        data.form().rows(),
                        data.form().columns(),
                        SCALED,
                        data.form().classes()));
        int standard = correct(standardised, data);
        int unit = correct(scaled, data);
        Model taken = unit > standard ? scaled : standardised;
        say.accept(file + " does not say how pixels are scaled: taken for "
                + taken.form().normalisation().inShort() + ", with which " + Math.max(unit, standard) + " of "
                + data.test().size() + " test images are recognised; with "
                + (taken == scaled ? standardised : scaled)
                        .form()
                        .normalisation()
                        .inShort() + " "
                + Math.min(unit, standard) + ".");
        return taken;
    }

    private static Model model(Path file, Dl4jModel.Content content, ImageForm form) {
        Preparation images = Preparation.Images.of(form, null);
        return new Model(
                file.toString(),
                content.spec(),
                content.values(),
                images,
                new Origin("Deeplearning4j", null, null, Map.of()));
    }

    private static int correct(Model model, ImageData data) {
        ImageData seen = data.as(model.form(), model.name());
        return Evaluation.of(model.answers(seen.test()), seen.test().labels()).correct();
    }
}
