package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Expression;
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
import java.util.IdentityHashMap;
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
 * value}, (N, 1), float64, and if the model has an interval its ends {@code low} and {@code high}. For a row that predict rejects, for example
 * because a number is out of range, these are NaN and an empty label.
 */
final class OnnxFile {
    static final String PIXELS = "pixels";
    static final String LOGITS = "logits";
    static final String PROBABILITIES = "probabilities";
    static final String LABEL = "label";
    static final String VALUE = "value";
    static final String LOW = "low";
    static final String HIGH = "high";

    private static final double WHITE = 255;

    private static final String TAKEN = "taken";

    private final Model model;
    private final Preprocessing preprocessing;
    private final Decision decision;
    private final OnnxGraph graph;
    /** Names of (N, 1) floats that are 1 for accepted rows and 0 for rejected ones. */
    private final List<String> conditions = new ArrayList<>();

    private OnnxFile(Model model) {
        this.model = model;
        TablePreparation rows = TablePreparation.of(model.preparation());
        this.preprocessing = rows == null ? null : rows.preprocessing();
        this.decision = rows == null ? null : rows.decided();
        this.graph = new OnnxGraph(rows == null ? "images" : "rows", names(preprocessing));
    }

    private static Set<String> names(Preprocessing preprocessing) {
        return preprocessing == null ? Set.of(PIXELS) : Set.copyOf(preprocessing.columns());
    }

    /** @return the name of an output, which is changed if a column has the same name. @param preprocessing null for images */
    static String output(String wish, Preprocessing preprocessing) {
        return OnnxGraph.name(wish, names(preprocessing));
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
        String white = graph.constant("white", DataType.FLOAT, WHITE);
        String mean =
                graph.constant("mean", DataType.FLOAT, form.normalisation().mean());
        String deviation =
                graph.constant("deviation", DataType.FLOAT, form.normalisation().deviation());
        String scaled = graph.node("Div", "scaled", List.of(PIXELS, white));
        String centred = graph.node("Sub", "centred", List.of(scaled, mean));
        String normalised = graph.node("Div", "normalised", List.of(centred, deviation));
        graph.network(model, normalised, LOGITS);
        graph.node("Softmax", PROBABILITIES, List.of(LOGITS), "axis", 1);
        return form.channels() == 1
                ? "Input: grey pixels from 0 (black) to 255 (white), row by row; normalised inside."
                : "Input: all red levels from 0 to 255, then all green, then all blue ones, each row by row; normalised inside.";
    }

    /** Adds the preprocessing, the network, and the outputs. @return a description */
    private String rows() {
        String logits = graph.network(model, features(), "raw logits");
        String taken = taken();
        if (preprocessing.target() instanceof Target.OfNumber number) {
            number(number, logits, taken);
        } else {
            classes((Target.OfClasses) preprocessing.target(), logits, taken);
        }
        return "An input for each column, (N, 1): float64 with NaN for a missing number or date (seconds since 1970), or strings,"
                + " \"\" for a missing category; all else is inside.";
    }

    /** Adds the inputs and the features, in the order of the network's inputs. Features that differ only in their numbers are computed together. */
    private String features() {
        Map<String, List<Input>> alike = new LinkedHashMap<>();
        Map<Input, Integer> first = new IdentityHashMap<>();
        int width = 0;
        for (Input input : preprocessing.inputs()) {
            boolean text = input.encoding().categories() > 0;
            int numbers = input.reading().width();
            graph.input(input.column(), text ? DataType.STRING : DataType.DOUBLE, numbers);
            first.put(input, width);
            width += input.width();
            String form = text || numbers > 1
                    ? "column " + input.column()
                    : OnnxColumns.form(input.encoding().features());
            alike.computeIfAbsent(form, any -> new ArrayList<>()).add(input);
        }
        List<String> parts = new ArrayList<>();
        double[] order = new double[width];
        int place = 0;
        for (List<Input> inputs : alike.values()) {
            OnnxColumns columns = new OnnxColumns(graph, cells(inputs));
            int at = 0;
            for (List<Expression> same : OnnxColumns.columns(
                    inputs.stream().map(input -> input.encoding().features()).toList())) {
                parts.add(columns.floats(same));
                for (Input input : inputs) {
                    for (int k = 0; k < same.get(0).width(); k++) {
                        order[first.get(input) + at + k] = place++;
                    }
                }
                at += same.get(0).width();
            }
        }
        String joined = graph.node("Concat", "joined", parts, "axis", 1);
        return graph.node(
                "Gather",
                "features",
                List.of(joined, graph.constant("order", DataType.INT64, order, width)),
                "axis",
                1);
    }

    /** @return the numbers of the cells of some inputs, side by side, and NaN for missing ones; a single input for texts */
    private String cells(List<Input> inputs) {
        if (!inputs.get(0).reading().texts().isEmpty()) {
            return indices(inputs.get(0));
        }
        List<String> names = inputs.stream().map(Input::column).toList();
        String numbers = graph.node("Concat", graph.fresh("numbers"), names, "axis", 1);
        String size = graph.node("Abs", graph.fresh("size"), List.of(numbers));
        String largest = graph.constant(graph.fresh("largest"), DataType.DOUBLE, Input.LARGEST);
        String large = graph.node("Greater", graph.fresh("large"), List.of(size, largest));
        String fine = graph.node("Not", graph.fresh("not large"), List.of(large));
        String floats = graph.cast(fine, graph.fresh("finite"), DataType.FLOAT);
        conditions.add(graph.node("ReduceMin", graph.fresh("all finite"), List.of(floats), "axes", new long[] {1}));
        return numbers;
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

    /** @return (N, 1), whether a row is accepted; null if all rows are */
    private String taken() {
        return conditions.isEmpty()
                ? null
                : graph.cast(graph.node("Min", "conditions", conditions), TAKEN, DataType.BOOL);
    }

    /** Adds an output that has another value for rejected rows. */
    private void output(String name, DataType type, int columns, String from, String taken, String otherwise) {
        graph.output(graph.name(name), type, columns);
        if (taken == null) {
            graph.node("Identity", name, List.of(from));
        } else {
            graph.node("Where", name, List.of(taken, from, otherwise));
        }
    }

    private void number(Target.OfNumber target, String logits, String taken) {
        String wide = graph.cast(logits, "wide", DataType.DOUBLE);
        String spread = graph.node(
                "Mul",
                "spread",
                List.of(wide, graph.constant("target deviation", DataType.DOUBLE, target.deviation())));
        String value = graph.node(
                "Add", "bare value", List.of(spread, graph.constant("target mean", DataType.DOUBLE, target.mean())));
        if (target.limits() != null) {
            String least = graph.constant(
                    "least value", DataType.DOUBLE, target.limits().low());
            String most = graph.constant(
                    "most value", DataType.DOUBLE, target.limits().high());
            String raised = graph.node("Max", "raised value", List.of(value, least));
            value = graph.node("Min", "raw value", List.of(raised, most));
        }
        String nan = graph.constant("no value", DataType.DOUBLE, Double.NaN);
        output(VALUE, DataType.DOUBLE, 1, value, taken, nan);
        if (decision.interval() != null) {
            String half = halfWidth(value, decision.interval());
            output(LOW, DataType.DOUBLE, 1, graph.node("Sub", "raw low", List.of(value, half)), taken, nan);
            output(HIGH, DataType.DOUBLE, 1, graph.node("Add", "raw high", List.of(value, half)), taken, nan);
        }
    }

    /** As {@link Decision.AnswerInterval#halfWidth}: a column for each pair of neighbouring points. */
    private String halfWidth(String value, Decision.AnswerInterval interval) {
        List<Decision.Point> points = interval.points();
        String first = graph.constant(
                "first half width", DataType.DOUBLE, points.get(0).halfWidth());
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

    private void classes(Target.OfClasses target, String logits, String taken) {
        int count = target.labels().size();
        String nan = graph.constant("no number", DataType.FLOAT, Double.NaN);
        boolean one = model.spec().outputs() == 1;
        String probabilities =
                one ? twoOf(logits) : graph.node("Softmax", "raw probabilities", List.of(logits), "axis", 1);
        output(LOGITS, DataType.FLOAT, model.spec().outputs(), logits, taken, nan);
        output(PROBABILITIES, DataType.FLOAT, count, probabilities, taken, nan);
        // If softmax rounds several probabilities to the same value, the logits still determine the largest.
        String code = decision.cutOff() == null
                ? graph.node("ArgMax", "likeliest", List.of(one ? probabilities : logits), "axis", 1, "keepdims", 0)
                : byCutOff(probabilities);
        String label = graph.node(
                OnnxGraph.LABEL_ENCODER,
                "raw label",
                List.of(code),
                "keys_int64s",
                LongStream.range(0, count).toArray(),
                "values_strings",
                target.labels());
        String list = taken == null ? null : list(taken, "taken list", "any");
        output(LABEL, DataType.STRING, 0, label, list, graph.constant("no label", ""));
    }

    /** Makes a list of a column. */
    private String list(String column, String name, String length) {
        return graph.node(
                "Reshape", name, List.of(column, graph.constant(length, DataType.INT64, new double[] {-1}, 1)));
    }

    /** Adds the index of the positive class where its probability reaches the cut-off, and of the other class elsewhere. */
    private String byCutOff(String probabilities) {
        int positive = decision.positive().label();
        String place = graph.constant("positive class", DataType.INT64, positive);
        String column = graph.node("Gather", "positive", List.of(probabilities, place), "axis", 1);
        String wide = graph.cast(column, "wide positive", DataType.DOUBLE);
        String least =
                graph.constant("cut-off", DataType.DOUBLE, decision.cutOff().probability());
        String reached = graph.node("GreaterOrEqual", "reached", List.of(wide, least));
        String then = graph.constant("called positive", DataType.INT64, positive);
        String otherwise = graph.constant("called other", DataType.INT64, 1 - positive);
        return list(graph.node("Where", "called", List.of(reached, then, otherwise)), "called list", "any length");
    }

    /** Adds the probabilities of two classes: the sigmoid for the second, one minus it for the first. */
    private String twoOf(String logits) {
        String second = graph.node("Sigmoid", "second", List.of(logits));
        String first = graph.node("Sub", "first", List.of(graph.constant("one", DataType.FLOAT, 1), second));
        return graph.node("Concat", "raw probabilities", List.of(first, second), "axis", 1);
    }
}
