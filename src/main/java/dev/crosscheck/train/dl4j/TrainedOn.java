package dev.crosscheck.train.dl4j;

import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.map;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.JsonShape;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a model's {@code crosscheck.json} says of the data that it was trained on: all that must be known of images to ask it about
 * others.
 *
 * @param form size, normalisation and classes
 * @param sha256 SHA-256 of the data's files, by name
 * @param split how pictures were divided; null where files or folders say which are to test on
 */
public record TrainedOn(ImageForm form, Map<String, String> sha256, PictureOptions.Split split) {
    /** The longest text: a thousand names of a hundred characters, each escaped in six bytes, and as much room for the rest. */
    static final int LONGEST = 1 << 20;

    private static final int FORMAT = 1;
    private static final String IMAGES = "images";

    /** A data set in IDX files has four; one of pictures has a digest for each of its parts. */
    private static final int MOST_FILES = 16;

    private static final int LONGEST_FILE_NAME = 255;

    /** Half a grey level's share of 255, from which on {@code Normalisation} takes a deviation as one. */
    private static final double LEAST_DEVIATION = 1e-6;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Begins with its kind, of which tables may have others. */
    private static final JsonShape SHAPE = JsonShape.ofClass(
            "kind",
            Map.of(
                    IMAGES,
                    members()
                            .with("format", whole(FORMAT, FORMAT))
                            .with("rows", whole(1, ImageForm.LONGEST_SIDE))
                            .with("columns", whole(1, ImageForm.LONGEST_SIDE))
                            .with(
                                    "split",
                                    members()
                                            .with("testShare", number(0, 1))
                                            .with("seed", whole(Long.MIN_VALUE, Long.MAX_VALUE))
                                            .orNull())
                            .with("mean", number(0, 1))
                            .with("deviation", number(LEAST_DEVIATION, 1))
                            .with(
                                    "classes",
                                    list(
                                            2,
                                            ImageForm.MOST_CLASSES,
                                            text(
                                                    "a name of at most " + ImageForm.LONGEST_NAME + " plain characters",
                                                    ImageForm::isName)))
                            .with(
                                    "dataSha256",
                                    map(
                                            0,
                                            MOST_FILES,
                                            name -> !name.isEmpty() && name.length() <= LONGEST_FILE_NAME,
                                            text(
                                                    "a SHA-256 of 64 hexadecimal digits",
                                                    digest -> SHA256.matcher(digest)
                                                            .matches())))));

    /** The text's members, in its order. */
    private record Text(
            String kind,
            int format,
            int rows,
            int columns,
            double mean,
            double deviation,
            List<String> classes,
            Map<String, String> dataSha256,
            PictureOptions.Split split) {}

    /** @return the text */
    byte[] json() {
        Text text = new Text(
                IMAGES,
                FORMAT,
                form.rows(),
                form.columns(),
                form.normalisation().mean(),
                form.normalisation().deviation(),
                form.classes(),
                sha256,
                split);
        return Json.text(text).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a text.
     *
     * @param text of at most {@link #LONGEST} bytes
     * @throws Mismatch if it is another
     */
    static TrainedOn read(byte[] text) throws Mismatch {
        SHAPE.check(text);
        Text json = parsed(text);
        if ((long) json.rows() * json.columns() > ImageForm.MOST_FEATURES) {
            throw new Mismatch("expected at most " + ImageForm.MOST_FEATURES + " pixels, found " + json.rows()
                    + " rows and " + json.columns() + " columns");
        }
        if (new HashSet<>(json.classes()).size() < json.classes().size()) {
            throw new Mismatch("expected each class once, found a name again");
        }
        Normalisation normalisation = new Normalisation(json.mean(), json.deviation());
        return new TrainedOn(
                new ImageForm(json.rows(), json.columns(), normalisation, json.classes()),
                json.dataSha256(),
                json.split());
    }

    private static Text parsed(byte[] text) {
        try {
            return Json.read(text, Text.class);
        } catch (IOException e) {
            throw new IllegalStateException("a text that was checked before", e);
        }
    }
}
