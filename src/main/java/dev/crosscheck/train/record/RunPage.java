package dev.crosscheck.train.record;

import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.math.Shape;
import dev.crosscheck.showing.plot.EpochChart;
import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.showing.report.PixelPictures;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A training run as a self-contained HTML page, which reloads itself while the run goes on. */
final class RunPage {
    private static final int REFRESH_SECONDS = 2;
    private static final int MOST_UNITS = 64;

    /** The source of an image element that shows only its description. */
    private static final String NO_PICTURE = "data:,";

    /** Largest confusion matrix that is shown; larger ones have more cells than anyone looks at, a million with 1,000 classes. */
    private static final int MOST_CLASSES = 50;

    /** Most columns of a table that are listed; nobody reads more. */
    private static final int MOST_COLUMNS = 1000;

    private final String title;
    private final State state;
    private final DataSet data;
    private final Map<String, String> facts;
    private final ResultSections.@Nullable Maker result;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    /**
     * The state of the run.
     *
     * @param status in a few words
     * @param running whether it is still running, so that the page reloads itself
     * @param written time of this state
     * @param plannedEpochs number of epochs to train
     * @param epochs finished epochs, in order; empty at the start
     * @param bestEpoch the epoch with the lowest validation loss; 0 if there is none
     * @param shown the epoch of the headline, confusion matrix, weights and mistakes
     */
    record State(
            String status,
            boolean running,
            Instant written,
            int plannedEpochs,
            List<EpochMetrics> epochs,
            int bestEpoch,
            Shown shown) {}

    /**
     * The epoch that is shown.
     *
     * @param epoch its number; 0 before the first test
     * @param weights of the first layer's units or kernels; null if they are no longer known, and for a table
     * @param maps of the first test image, by convolution; empty if there is none, and if they are no longer known
     * @param mistakes wrong answers, largest loss first; empty if they are no longer known, and for a table
     */
    record Shown(int epoch, @Nullable Tiles weights, List<Tiles> maps, List<Evaluation.Mistake> mistakes) {
        static Shown nothing(int epoch) {
            return new Shown(epoch, null, List.of(), List.of());
        }
    }

    /**
     * Pictures of equal size.
     *
     * @param values (pictures, channels, rows, columns)
     */
    record Tiles(float[] values, Shape shape) {
        int count() {
            return values.length / shape.size();
        }
    }

    /**
     * @param title the run's name
     * @param state the run's state
     * @param data training and test data; the page shows test images that were misclassified
     * @param facts configuration and origin, by name
     * @param result what training came to, for a table; null for images, and before it is known
     */
    RunPage(String title, State state, DataSet data, Map<String, String> facts, ResultSections.@Nullable Maker result) {
        this.title = title;
        this.state = state;
        this.data = data;
        this.facts = facts;
        this.result = result;
    }

    String html() {
        if (result != null) {
            results();
        } else {
            progress();
        }
        body.append(contents.heading("Configuration and provenance")).append(Html.facts(facts));
        boolean running = state.running();
        return Html.head(
                        title,
                        running ? LivePage.refresh(REFRESH_SECONDS) : "",
                        running ? List.of(LivePage.AGO) : List.of(),
                        "report.css",
                        "run.css")
                + summary()
                // Browsers need not reload a page whose address ends in a section's name, as a running run's has to be.
                + (running ? "" : contents.list()) + body + "</body></html>\n";
    }

    /** What a table's network is worth comes first, then what it uses, then how it was trained. */
    private void results() {
        ResultSections sections = result.in(contents, body);
        sections.measures();
        if (sections.confusion().length > 0) {
            confusion(sections.confusion(), "");
        }
        sections.importance();
        columns();
        body.append(contents.heading("Epochs"));
        curves();
        if (!state.epochs().isEmpty()) {
            epochs();
        }
    }

    private void progress() {
        curves();
        if (state.shown().epoch() > 0 && shown().test().confusion().length > 0) {
            confusion(shown().test().confusion(), ofEpoch());
        }
        if (data.test() instanceof ImageSet images && !state.shown().mistakes().isEmpty()) {
            mistakes(images);
        }
        if (data.test() instanceof ImageSet images && state.shown().weights() != null) {
            weights(state.shown().weights(), images);
        }
        if (data.test() instanceof ImageSet images && !state.shown().maps().isEmpty()) {
            maps(images);
        }
        if (!state.epochs().isEmpty()) {
            body.append(contents.heading("Epochs"));
            epochs();
        }
        columns();
    }

    private EpochMetrics shown() {
        return state.epochs().get(state.shown().epoch() - 1);
    }

    private String summary() {
        StringBuilder tiles =
                new StringBuilder(Html.tile("epochs", state.epochs().size() + " of " + state.plannedEpochs()));
        if (state.shown().epoch() > 0) {
            String of = " of epoch " + shown().epoch();
            tiles.append(Html.tile(measure() + of, measure(shown())))
                    .append(Html.tile("test loss" + of, loss(shown().test().loss())))
                    .append(Html.tile("training loss" + of, loss(shown().trainLoss())))
                    .append(Html.tile("seconds" + of, seconds(shown().seconds())));
        }
        return Html.text("h1", title) + LivePage.status(state.status(), state.running(), state.written())
                + "<div class=\"tiles\">\n" + tiles + "</div>\n";
    }

    private void curves() {
        if (state.epochs().isEmpty()) {
            body.append(Html.text("p", "No epoch is done yet.")).append('\n');
            return;
        }
        Map<String, List<Double>> losses = new LinkedHashMap<>();
        losses.put("training", all(EpochMetrics::trainLoss));
        losses.put("validation", all(RunPage::validationLoss));
        losses.put("test", all(epoch -> epoch.test().loss()));
        String measured = isOfNumbers() ? "Root of the mean squared test error" : "Test accuracy in percent";
        List<Double> measures = all(epoch -> isOfNumbers()
                ? (Double) epoch.test().numbers().rmse()
                : (Double) epoch.test().accuracyPercent());
        body.append("<div class=\"charts\">\n");
        figure("Mean loss", losses, true);
        figure(measured, Map.of("test", measures), false);
        body.append("</div>\n");
    }

    private void figure(String caption, Map<String, List<Double>> lines, boolean fromZero) {
        int done = state.epochs().size();
        int room = state.running() ? Math.max(done, state.plannedEpochs()) : done;
        String chart = drawn(
                () -> new EpochChart(caption, lines, room, state.bestEpoch(), fromZero).svg(),
                "<p>This chart cannot be drawn: this Java has nothing to draw with.</p>");
        body.append(Html.figure(chart, caption));
    }

    /** Draws, unless this Java lacks the module java.desktop, as the Java of {@code bin/pack-for-gpu} does. */
    private static String drawn(Supplier<String> picture, String otherwise) {
        try {
            return picture.get();
        } catch (NoClassDefFoundError e) {
            return otherwise;
        }
    }

    private static Double validationLoss(EpochMetrics epoch) {
        return epoch.validation() == null ? null : (Double) epoch.validation().loss();
    }

    private void epochs() {
        boolean validates = state.bestEpoch() > 0;
        StringBuilder rows = new StringBuilder();
        for (EpochMetrics epoch : state.epochs()) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(epoch.epoch()));
            cells.add(loss(epoch.trainLoss()));
            if (validates) {
                cells.add(loss(epoch.validation().loss()));
            }
            cells.addAll(List.of(loss(epoch.test().loss()), measure(epoch), seconds(epoch.seconds())));
            if (validates) {
                cells.add(epoch.epoch() == state.bestEpoch() ? "lowest validation loss" : "");
            }
            rows.append(Html.row(epoch.epoch() == state.bestEpoch() ? "best" : "", cells));
        }
        List<String> headings = validates
                ? List.of("epoch", "training loss", "validation loss", "test loss", measure(), "seconds", "")
                : List.of("epoch", "training loss", "test loss", measure(), "seconds");
        body.append(Html.table(headings, rows.toString()));
    }

    private boolean isOfNumbers() {
        return !state.epochs().isEmpty() && state.epochs().get(0).test().numbers() != null;
    }

    private String measure() {
        return isOfNumbers() ? "test RMSE" : "test accuracy";
    }

    private static String measure(EpochMetrics epoch) {
        Evaluation.Numbers numbers = epoch.test().numbers();
        return numbers != null
                ? Text.number(numbers.rmse(), 5)
                : Text.of("%.2f %%", epoch.test().accuracyPercent());
    }

    private static String loss(double value) {
        return Text.of("%.4f", value);
    }

    private static String seconds(double value) {
        return Text.of("%.2f", value);
    }

    private List<Double> all(Function<EpochMetrics, Double> value) {
        return Arrays.asList(state.epochs().stream().map(value).toArray(Double[]::new));
    }

    /** @param of the epoch that the matrix is of, in words; empty if it is of the model */
    private void confusion(int[][] counts, String of) {
        if (counts.length > MOST_CLASSES) {
            body.append(contents.heading("Confusion matrix" + of))
                    .append(Html.text(
                            "p",
                            "Of " + counts.length + " classes it is too large for this page; \"evaluate\" writes it."));
            return;
        }
        int mostWrong = IntStream.range(0, counts.length * counts.length)
                .filter(i -> i / counts.length != i % counts.length)
                .map(i -> counts[i / counts.length][i % counts.length])
                .reduce(1, Math::max);
        List<String> headings = new ArrayList<>(List.of("true"));
        StringBuilder rows = new StringBuilder();
        for (int actual = 0; actual < counts.length; actual++) {
            headings.add("as " + data.classes().get(actual));
            rows.append(confusionRow(data.classes().get(actual), actual, counts[actual], mostWrong));
        }
        body.append(contents.heading("Confusion matrix" + of))
                .append("<div class=\"confusion\">")
                .append(Html.table(headings, rows.toString()))
                .append("</div>\n");
    }

    private static String confusionRow(String name, int actual, int[] counts, int mostWrong) {
        int of = Math.max(1, Arrays.stream(counts).sum());
        StringBuilder row = new StringBuilder("<tr>").append(Html.text("th", name));
        for (int predicted = 0; predicted < counts.length; predicted++) {
            row.append(Text.of(
                    "<td class=\"%s\" style=\"--share:%.2f\">%d</td>",
                    actual == predicted ? "right" : "wrong",
                    (double) counts[predicted] / (actual == predicted ? of : mostWrong),
                    counts[predicted]));
        }
        return row + "</tr>\n";
    }

    private String ofEpoch() {
        return ", epoch " + state.shown().epoch();
    }

    private void mistakes(ImageSet images) {
        body.append(contents.heading("Worst mistakes" + ofEpoch()))
                .append(
                        Html.text(
                                "p",
                                "The test images with the largest loss among those that were recognised wrongly, largest first. The loss"
                                        + " is -ln p of the probability p that the right class was given: 2.3 for 10 %, 6.9 for 0.1 %."))
                .append("\n<div class=\"digits\">\n");
        for (Evaluation.Mistake mistake : state.shown().mistakes()) {
            String caption = caption(mistake, data.classes());
            body.append(Html.figure(digit(images, mistake.index(), caption), caption));
        }
        body.append("</div>\n");
    }

    private static String caption(Evaluation.Mistake mistake, List<String> classes) {
        return Text.of(
                "%s taken for %s, %.1f%% sure; loss %.2f, #%d",
                classes.get(mistake.label()),
                classes.get(mistake.predicted()),
                100 * mistake.probability(),
                mistake.loss(),
                mistake.index());
    }

    private void weights(Tiles weights, ImageSet images) {
        boolean isDense = state.shown().maps().isEmpty();
        int shown = Math.min(MOST_UNITS, weights.count());
        String words = isDense
                ? "The first layer's weights of the %d units (of %d) with the largest norm, each at the place of its pixel: "
                : "The first %d kernels (of %d) of the first layer, which are laid on every place of the picture: ";
        String unit = isDense ? "unit" : "map";
        String ink = images.form().handwriting() ? "ink" : "light";
        String colours = images.form().channels() == 1
                ? "orange where " + ink + " excites the " + unit + ", blue where it inhibits it."
                : "red, green and blue are each half full where a weight is 0, more where their light excites the "
                        + unit + ", less where it inhibits it.";
        body.append(contents.heading("What the first layer looks for" + ofEpoch()))
                .append(Html.text("p", Text.of(words, shown, weights.count()) + colours));
        tiles(weights, isDense, (isDense ? "Weights of " : "Kernels of ") + shown + (isDense ? " units" : " maps"));
    }

    private void maps(ImageSet images) {
        body.append(contents.heading("What it finds in a picture" + ofEpoch()))
                .append(
                        Html.text(
                                "p",
                                "The first test image, and the maps of each convolution for it: the darker, the stronger the map answers there,"
                                        + " relative to its own strongest answer. The first layer's are in the order of its kernels above."))
                .append("\n<div class=\"digits\">\n")
                .append(Html.figure(
                        digit(images, 0, "The first test image"), data.classes().get(images.labels()[0])))
                .append("</div>\n");
        for (int k = 1; k <= state.shown().maps().size(); k++) {
            Tiles maps = state.shown().maps().get(k - 1);
            int shown = Math.min(MOST_UNITS, maps.count());
            String size = maps.shape().rows() + " x " + maps.shape().columns();
            body.append(Html.text(
                    "p",
                    "Convolution " + k + ": " + maps.count() + " maps of " + size
                            + (shown < maps.count() ? ", the first " + shown : "")));
            tiles(maps, false, "Maps of convolution " + k);
        }
    }

    /** @param byNorm whether the tiles with the largest norm come first */
    private void tiles(Tiles tiles, boolean byNorm, String text) {
        String source = drawn(
                () -> PixelPictures.tiles(
                        tiles.values(),
                        tiles.shape().channels(),
                        tiles.shape().rows(),
                        tiles.shape().columns(),
                        MOST_UNITS,
                        byNorm),
                NO_PICTURE);
        body.append(image(source, text, "units"));
    }

    private static String digit(ImageSet images, int index, String text) {
        String source = drawn(
                () -> PixelPictures.source(PixelPictures.picture(
                        images.pixels(index),
                        images.form().channels(),
                        images.columns(),
                        images.form().handwriting())),
                NO_PICTURE);
        return image(source, text, "digit");
    }

    private static String image(String source, String text, String cssClass) {
        return "<img class=\"" + cssClass + "\" alt=\"" + Html.escape(text) + "\" src=\"" + source + "\">";
    }

    private void columns() {
        if (!(data instanceof TableData table)) {
            return;
        }
        List<ColumnUse> columns = table.preprocessing().columnUse();
        List<List<String>> rows = columns.stream()
                .limit(MOST_COLUMNS)
                .map(use -> List.of(use.column(), use.words(), Integer.toString(use.inputs())))
                .toList();
        int more = columns.size() - MOST_COLUMNS;
        body.append(contents.heading("Columns")).append(Html.tableOf(List.of("column", "used as", "inputs"), rows));
        if (more > 0) {
            body.append(Html.text("p", more + " columns more are in run.json."));
        }
    }
}
