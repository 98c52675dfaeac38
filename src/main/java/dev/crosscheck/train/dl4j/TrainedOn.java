package dev.crosscheck.train.dl4j;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** Half a grey level's share of 255, from which on {@code Normalisation} takes a deviation as one. */
    private static final double LEAST_DEVIATION = 1e-6;

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

    /** The text, which begins with its kind. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ImagesText.class, name = IMAGES),
        @JsonSubTypes.Type(value = TableText.class, name = TABLE)
    })
    private sealed interface Text {
        TrainedOn data();
    }

    /** Of images: members in the text's order. */
    private record ImagesText(
            int format,
            int rows,
            int columns,
            double mean,
            double deviation,
            List<String> classes,
            Map<String, String> dataSha256,
            @OrNull PictureOptions.Split split)
            implements Text {
        private ImagesText {
            Members.whole("format", format, FORMAT, FORMAT);
            Members.whole("rows", rows, 1, ImageForm.LONGEST_SIDE);
            Members.whole("columns", columns, 1, ImageForm.LONGEST_SIDE);
            long pixels = (long) rows * columns;
            Members.require(
                    "rows",
                    pixels <= ImageForm.MOST_FEATURES,
                    "at most " + ImageForm.MOST_FEATURES + " pixels",
                    pixels);
            Members.number("mean", mean, 0, 1);
            Members.number("deviation", deviation, LEAST_DEVIATION, 1);
            Members.size("classes", classes.size(), 2, ImageForm.MOST_CLASSES);
            Set<String> names = new HashSet<>();
            for (int i = 0; i < classes.size(); i++) {
                String name = classes.get(i);
                boolean fits = ImageForm.isName(name);
                Members.require(
                        "classes/" + i,
                        fits,
                        "a name of at most " + ImageForm.LONGEST_NAME + " plain characters",
                        name);
                Members.require("classes/" + i, names.add(name), "each class once", name);
            }
            Digest.check("dataSha256", dataSha256, 0);
        }

        @Override
        public TrainedOn data() {
            ImageForm form = new ImageForm(rows, columns, new Normalisation(mean, deviation), classes);
            return new TrainedOn(form, dataSha256, split);
        }
    }

    /** The same of a table. */
    private record TableText(
            int format, Preprocessing preprocessing, @OrNull Importance importance, Map<String, String> dataSha256)
            implements Text {
        private TableText {
            Members.whole("format", format, FORMAT, FORMAT);
            if (importance != null) {
                List<String> columns = importance.columns().stream()
                        .map(Importance.Column::name)
                        .toList();
                boolean fits = importance.isOf(preprocessing);
                Members.require("importance", fits, "figures of each input, in their order", columns);
            }
            Digest.check("dataSha256", dataSha256, 0);
        }

        @Override
        public TrainedOn data() {
            return new TrainedOn(dataSha256, preprocessing, importance);
        }
    }

    private Text text() {
        return table != null
                ? new TableText(FORMAT, table, importance, sha256)
                : new ImagesText(
                        FORMAT,
                        form.rows(),
                        form.columns(),
                        form.normalisation().mean(),
                        form.normalisation().deviation(),
                        form.classes(),
                        sha256,
                        split);
    }

    /** @return the text */
    byte[] json() {
        return Json.text(text()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a text.
     *
     * @param text of at most {@link #LONGEST} bytes
     * @throws Mismatch if it is another
     */
    static TrainedOn read(byte[] text) throws Mismatch {
        return Json.read(text, Text.class).data();
    }
}
