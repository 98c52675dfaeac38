package dev.crosscheck.train.dl4j;

import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.map;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.OrNull;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.JsonShape;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a model's {@code crosscheck.json} says of the data that it was trained on: all that must be known of images, or of a table's rows, to
 * ask it about others.
 *
 * @param form size, normalisation and classes of images; null of a table
 * @param sha256 SHA-256 of the data's files, by name; of a table without a file that only tests it
 * @param split how pictures were divided; null where files or folders say which are to test on, and of a table
 * @param table from a row's cells to what the network takes, and what its answers mean; null of images
 * @param importance how much the answers rest on each of its columns; null of images, and where it was not found out
 */
public record TrainedOn(
        ImageForm form,
        Map<String, String> sha256,
        PictureOptions.Split split,
        Preprocessing table,
        Importance importance) {
    /** Room for what is longest, a table's categories and columns, and for names and digests beside them. */
    static final int LONGEST = Preprocessing.LARGEST + Importance.LARGEST + (1 << 20);

    private static final int FORMAT = 1;
    private static final String IMAGES = "images";
    private static final String TABLE = "table";

    /** A data set in IDX files has four; one of pictures has a digest for each of its parts. */
    private static final int MOST_FILES = 16;

    private static final int LONGEST_FILE_NAME = 255;

    /** Half a grey level's share of 255, from which on {@code Normalisation} takes a deviation as one. */
    private static final double LEAST_DEVIATION = 1e-6;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final JsonShape DIGESTS = map(
            0,
            MOST_FILES,
            name -> !name.isEmpty() && name.length() <= LONGEST_FILE_NAME,
            text(
                    "a SHA-256 of 64 hexadecimal digits",
                    digest -> SHA256.matcher(digest).matches()));

    /** Begins with its kind. */
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
                            .with("dataSha256", DIGESTS),
                    TABLE,
                    members()
                            .with("format", whole(FORMAT, FORMAT))
                            .with("preprocessing", Preprocessing.shape())
                            .may("importance", Importance.shape().orNull())
                            .with("dataSha256", DIGESTS)));

    /** Images. */
    public TrainedOn(ImageForm form, Map<String, String> sha256, PictureOptions.Split split) {
        this(form, sha256, split, null, null);
    }

    /** A table. */
    public TrainedOn(Map<String, String> sha256, Preprocessing table, Importance importance) {
        this(null, sha256, null, table, importance);
    }

    /**
     * @param importance of a table's columns for the network; null of images, and where it was not found out
     * @return what is to be known of the data that a network is trained on
     */
    public static TrainedOn of(DataSet data, Importance importance) {
        if (data instanceof TableData table) {
            return new TrainedOn(table.learntFrom(), table.preprocessing(), importance);
        }
        ImageData images = (ImageData) data;
        return new TrainedOn(images.form(), images.sha256(), images.split());
    }

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
            @OrNull PictureOptions.Split split) {}

    /** The same of a table. */
    private record TableText(
            String kind,
            int format,
            Preprocessing preprocessing,
            @OrNull Importance importance,
            Map<String, String> dataSha256) {}

    /** @return the text */
    byte[] json() {
        if (table != null) {
            return Json.text(new TableText(TABLE, FORMAT, table, importance, sha256))
                    .getBytes(StandardCharsets.UTF_8);
        }
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
        JsonNode tree = parsed(text, JsonNode.class);
        return tree.path("kind").asText().equals(TABLE) ? ofTable(tree) : ofImages(parsed(text, Text.class));
    }

    private static TrainedOn ofTable(JsonNode tree) throws Mismatch {
        Map<String, String> digests = new TreeMap<>();
        tree.path("dataSha256")
                .properties()
                .forEach(file -> digests.put(file.getKey(), file.getValue().asText()));
        byte[] preprocessing = Json.text(tree.path("preprocessing")).getBytes(StandardCharsets.UTF_8);
        Preprocessing table = Preprocessing.parse(preprocessing);
        return new TrainedOn(digests, table, importance(tree.path("importance"), table));
    }

    private static Importance importance(JsonNode tree, Preprocessing table) throws Mismatch {
        if (tree.isMissingNode() || tree.isNull()) {
            return null;
        }
        Importance importance = parsed(Json.text(tree).getBytes(StandardCharsets.UTF_8), Importance.class);
        if (!importance.hasFiniteFigures() || !importance.isOf(table)) {
            throw new Mismatch("/importance: expected figures of each input, in their order, found others");
        }
        return importance;
    }

    private static TrainedOn ofImages(Text json) throws Mismatch {
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

    private static <T> T parsed(byte[] text, Class<T> type) {
        try {
            return Json.read(text, type);
        } catch (IOException e) {
            throw new IllegalStateException("a text that was checked before", e);
        }
    }
}
