package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto.DataType;

/**
 * Writes a model as an ONNX file that takes raw pixels or raw cells, so that programs that run it need not prepare them.
 *
 * <p>For images, the input is {@code pixels}, (N, I), float32 from 0 (background) to 255 (full ink), for any N; the outputs are {@code logits} and
 * {@code probabilities}, (N, C), float32.
 *
 * <p>For a table, there is an input for each column, (N, 1), with the column's name. Numbers are float64, with NaN for a missing one, and features
 * are computed in float64 as by {@code predict}; categories are strings. Numbers are given without the signs and separators of the table, and dates
 * in seconds since 1970, since ONNX has no operator for texts of either; of a text whose words are counted, log2(1 + n) for each bucket, (N,
 * buckets). For classes the outputs are {@code logits} and {@code probabilities}, float32, and {@code label}, a list of strings; for a number {@code
 * value}, (N, 1), float64, and if the model has an interval its ends {@code low} and {@code high}.
 */
final class OnnxFile {
    static final String PIXELS = "pixels";
    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";
    private static final String LABEL = "label";
    private static final String VALUE = "value";
    private static final String LOW = "low";
    private static final String HIGH = "high";

    private static final double WHITE = 255;

    private final Model model;
    private final Preprocessing preprocessing;
    private final Decision decision;
    private final OnnxGraph graph;

    private OnnxFile(Model model) {
        this.model = model;
        TablePreparation rows = TablePreparation.of(model.preparation());
        this.preprocessing = rows == null ? null : rows.preprocessing();
        this.decision = rows == null ? null : rows.decided();
        this.graph = rows == null
                ? new OnnxGraph("images", Set.of(PIXELS))
                : new OnnxGraph("rows", Set.copyOf(preprocessing.columns()));
    }

    /**
     * Writes the model.
     *
     * @param sha256 of the model's file
     */
    static void write(Model model, String sha256, Path file) throws IOException {
        OnnxFile made = new OnnxFile(model);
        String description = model.ofImages() ? made.images() : made.rows();
        made.graph.write(
                description,
                new TreeMap<>(Map.of("classes", Json.line(model.preparation().classes()), "model_sha256", sha256)),
                file);
    }

    /** Adds (pixels / white - mean) / deviation, the network, and softmax. @return a description */
    private String images() {
        ImageForm form = model.form();
        graph.input(PIXELS, DataType.FLOAT, model.spec().inputs());
        graph.output(LOGITS, DataType.FLOAT, model.spec().outputs());
        graph.output(PROBABILITIES, DataType.FLOAT, model.spec().outputs());
        String white = graph.scalar("white", DataType.FLOAT, WHITE);
        String mean = graph.scalar("mean", DataType.FLOAT, form.normalisation().mean());
        String deviation =
                graph.scalar("deviation", DataType.FLOAT, form.normalisation().deviation());
        String scaled = graph.node("Div", "scaled", List.of(PIXELS, white));
        String centred = graph.node("Sub", "centred", List.of(scaled, mean));
        String normalised = graph.node("Div", "normalised", List.of(centred, deviation));
        graph.network(model, normalised, LOGITS);
        graph.node("Softmax", PROBABILITIES, List.of(LOGITS), "axis", 1);
        return "Input: grey pixels from 0 (black) to 255 (white), row by row; normalised inside.";
    }

    /** Adds the preprocessing, the network, and the outputs. @return a description */
    private String rows() {
        String logits = graph.network(model, features(), LOGITS);
        if (preprocessing.target() instanceof Target.OfNumber number) {
            number(number, logits);
        } else {
            classes((Target.OfClasses) preprocessing.target(), logits);
        }
        return "An input for each column, (N, 1): float64 with NaN for a missing number or date (seconds since 1970), or strings,"
                + " \"\" for a missing category; all else is inside.";
    }

    /** Adds the inputs and the features, in the order of the network's inputs. */
    private String features() {
        List<String> features = new ArrayList<>();
        for (Input input : preprocessing.inputs()) {
            boolean text = input.encoding().categories() > 0;
            graph.input(
                    input.column(),
                    text ? DataType.STRING : DataType.DOUBLE,
                    input.reading().width());
            OnnxColumn column = new OnnxColumn(graph, text ? indices(input) : input.column());
            features.addAll(column.features(input.encoding().features()));
        }
        return graph.node("Concat", "features", features, "axis", 1);
    }

    /** As in predict, a text that stands for a missing value is never a category. */
    private String indices(Input input) {
        ToDoubleFunction<String> reader = input.reading().reader();
        Map<String, Float> numbers = new LinkedHashMap<>();
        numbers.put("", Float.NaN);
        preprocessing.missing().forEach(text -> numbers.put(text, Float.NaN));
        input.reading().texts().forEach(text -> numbers.putIfAbsent(text, (float) reader.applyAsDouble(text)));
        String index = graph.node(
                OnnxGraph.LABEL_ENCODER,
                graph.fresh("index"),
                List.of(input.column()),
                "keys_strings",
                List.copyOf(numbers.keySet()),
                "values_floats",
                List.copyOf(numbers.values()),
                "default_float",
                (float) reader.applyAsDouble(""));
        return graph.cast(index, graph.fresh("indices"), DataType.DOUBLE);
    }

    private void number(Target.OfNumber target, String logits) {
        String wide = graph.cast(logits, "wide", DataType.DOUBLE);
        String spread = graph.node(
                "Mul", "spread", List.of(wide, graph.scalar("target deviation", DataType.DOUBLE, target.deviation())));
        String value =
                graph.node("Add", VALUE, List.of(spread, graph.scalar("target mean", DataType.DOUBLE, target.mean())));
        graph.output(VALUE, DataType.DOUBLE, 1);
        if (decision.interval() != null) {
            String half = halfWidth(value, decision.interval());
            graph.node("Sub", LOW, List.of(value, half));
            graph.node("Add", HIGH, List.of(value, half));
            graph.output(LOW, DataType.DOUBLE, 1);
            graph.output(HIGH, DataType.DOUBLE, 1);
        }
    }

    /** As {@link Decision.Interval#halfWidth}: a column for each pair of neighbouring points. */
    private String halfWidth(String value, Decision.Interval interval) {
        List<Decision.Point> points = interval.points();
        String first =
                graph.scalar("first half width", DataType.DOUBLE, points.get(0).halfWidth());
        int pairs = points.size() - 1;
        if (pairs == 0) {
            return first;
        }
        double[] at = points.stream().mapToDouble(Decision.Point::prediction).toArray();
        double[] slopes =
                IntStream.rangeClosed(1, pairs).mapToDouble(interval::slope).toArray();
        String from = graph.constant("from", DataType.DOUBLE, Arrays.copyOf(at, pairs), 1, pairs);
        String to = graph.constant("to", DataType.DOUBLE, Arrays.copyOfRange(at, 1, pairs + 1), 1, pairs);
        String inside = graph.node("Min", "up to", List.of(graph.node("Max", "at least", List.of(value, from)), to));
        String gone = graph.node("Sub", "gone", List.of(inside, from));
        String grown = graph.node(
                "MatMul", "grown", List.of(gone, graph.constant("slopes", DataType.DOUBLE, slopes, pairs, 1)));
        return graph.node("Add", "half width", List.of(grown, first));
    }

    private void classes(Target.OfClasses target, String logits) {
        int count = target.labels().size();
        boolean one = model.spec().outputs() == 1;
        String probabilities = one ? twoOf(logits) : graph.node("Softmax", PROBABILITIES, List.of(logits), "axis", 1);
        // If softmax rounds several probabilities to the same value, the logits still determine the largest.
        String code = decision.cutOff() == null
                ? graph.node("ArgMax", "likeliest", List.of(one ? probabilities : logits), "axis", 1, "keepdims", 0)
                : byCutOff(probabilities);
        graph.node(
                OnnxGraph.LABEL_ENCODER,
                LABEL,
                List.of(code),
                "keys_int64s",
                LongStream.range(0, count).toArray(),
                "values_strings",
                target.labels());
        graph.output(LOGITS, DataType.FLOAT, model.spec().outputs());
        graph.output(PROBABILITIES, DataType.FLOAT, count);
        graph.output(LABEL, DataType.STRING, 0);
    }

    /** Adds the index of the positive class where its probability reaches the cut-off, and of the other class elsewhere. */
    private String byCutOff(String probabilities) {
        int positive = decision.positive().label();
        String place = graph.scalar("positive class", DataType.INT64, positive);
        String list = graph.node("Gather", "positive", List.of(probabilities, place), "axis", 1);
        String wide = graph.cast(list, "wide positive", DataType.DOUBLE);
        String least =
                graph.scalar("cut-off", DataType.DOUBLE, decision.cutOff().probability());
        String reached = graph.node("GreaterOrEqual", "reached", List.of(wide, least));
        String then = graph.scalar("called positive", DataType.INT64, positive);
        String otherwise = graph.scalar("called other", DataType.INT64, 1 - positive);
        return graph.node("Where", "called", List.of(reached, then, otherwise));
    }

    /** Adds the probabilities of two classes: the sigmoid for the second, one minus it for the first. */
    private String twoOf(String logits) {
        String second = graph.node("Sigmoid", "second", List.of(logits));
        String first = graph.node("Sub", "first", List.of(graph.scalar("one", DataType.FLOAT, 1), second));
        return graph.node("Concat", PROBABILITIES, List.of(first, second), "axis", 1);
    }
}
