package dev.crosscheck.using.export;

import static dev.crosscheck.using.export.OnnxGraph.attribute;
import static dev.crosscheck.using.export.OnnxGraph.to;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.CellForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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
 * are computed in float64 as by {@code predict}; categories are strings. Numbers are given without the signs and separators of the table, and each
 * part of a date is an input of its own, since ONNX has no operator for texts of either. For classes the outputs are {@code logits} and {@code probabilities},
 * float32, and {@code label}, a list of strings; for a number {@code value}, (N, 1), float64, and if the model has an interval its ends {@code low}
 * and {@code high}. For a row that predict rejects, for example because a
 * number is out of range, these are NaN and an empty label.
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

    /** Codes of cells without a category; categories are numbered from 0. */
    private static final long UNKNOWN = -1;

    private static final long MISSING = -2;
    private static final String TAKEN = "taken";

    private final Model model;
    private final Preprocessing preprocessing;
    private final Decision decision;
    private final OnnxGraph graph;
    private final List<Input.OfNumber> numbers = new ArrayList<>();

    /** Names of (N, 1) doubles: the value of each of the numbers, NaN if it is missing. */
    private final List<String> read = new ArrayList<>();

    /** Tensors that are concatenated to the features, and the feature index of each column of the result. */
    private final List<String> parts = new ArrayList<>();

    private final List<Integer> places = new ArrayList<>();

    /** Names of (N, 1) floats that are 1 for accepted rows and 0 for rejected ones. */
    private final List<String> conditions = new ArrayList<>();

    private OnnxFile(Model model) {
        this.model = model;
        TablePreparation rows = TablePreparation.of(model.preparation());
        this.preprocessing = rows == null ? null : rows.preprocessing();
        this.decision = rows == null ? null : rows.decided();
        this.graph = preprocessing == null
                ? new OnnxGraph("images", Set.of(PIXELS))
                : new OnnxGraph("rows", names(preprocessing));
    }

    private static Set<String> names(Preprocessing preprocessing) {
        return preprocessing.inputs().stream().map(Input::name).collect(Collectors.toSet());
    }

    /** @return the name of an output, which is changed if a column has the same name */
    static String output(String wish, Preprocessing preprocessing) {
        return OnnxGraph.name(wish, names(preprocessing));
    }

    /**
     * Writes the model.
     *
     * @param facts metadata by name
     */
    static void write(Model model, Map<String, String> facts, Path file) throws IOException {
        OnnxFile made = new OnnxFile(model);
        String description = model.ofImages() ? made.images() : made.rows();
        made.graph.write(description, facts, file);
    }

    /** Adds (pixels / white - mean) / deviation, the network, and softmax. @return a description */
    private String images() {
        ImageForm form = model.form();
        graph.input(PIXELS, DataType.FLOAT, model.spec().inputs());
        graph.output(LOGITS, DataType.FLOAT, model.spec().outputs());
        graph.output(PROBABILITIES, DataType.FLOAT, model.spec().outputs());
        String white = graph.constant("white", new Matrix(1, 1, WHITE));
        String mean =
                graph.constant("mean", new Matrix(1, 1, form.normalisation().mean()));
        String deviation = graph.constant(
                "deviation", new Matrix(1, 1, form.normalisation().deviation()));
        String scaled = graph.node("Div", "scaled", List.of(PIXELS, white));
        String centred = graph.node("Sub", "centred", List.of(scaled, mean));
        String normalised = graph.node("Div", "normalised", List.of(centred, deviation));
        graph.network(model, normalised, LOGITS);
        graph.node("Softmax", PROBABILITIES, List.of(LOGITS), attribute("axis", 1));
        return String.format(
                Locale.ROOT,
                "Recognises %s: %s. Input: %d x %d grey pixels from 0 (black)"
                        + " to 255 (white), row by row; normalised inside.",
                form.isOfDigits() ? "handwritten digits" : form.classes().size() + " classes, which the metadata name",
                ModelCard.Network.words(model),
                form.rows(),
                form.columns());
    }

    /** Adds the preprocessing, the network, and the outputs. @return a description */
    private String rows() {
        inputs();
        String logits = graph.network(model, features(), "raw logits");
        String taken = taken();
        if (preprocessing.target() instanceof Target.OfNumber number) {
            number(number, logits, taken);
        } else {
            classes((Target.OfClasses) preprocessing.target(), logits, taken);
        }
        return String.format(
                Locale.ROOT,
                "Answers rows of a table with %s: %s. An input for each column, (N, 1): float64 with NaN for a missing"
                        + " number, or strings, \"\" for a missing category; all else is inside.",
                preprocessing.target().name(),
                ModelCard.Network.words(model));
    }

    private void inputs() {
        List<Integer> first = new ArrayList<>();
        int at = 0;
        for (Input input : preprocessing.inputs()) {
            String name = input.name();
            graph.input(name, input instanceof Input.OfCategory ? DataType.STRING : DataType.DOUBLE, 1);
            if (input instanceof Input.OfNumber number) {
                numbers.add(number);
                read.add(name);
                first.add(at);
            }
            at += input.width();
        }
        if (!numbers.isEmpty()) {
            numbers(first);
        }
        at = 0;
        for (Input input : preprocessing.inputs()) {
            if (input instanceof Input.OfCategory category) {
                category(category, at);
            }
            at += input.width();
        }
    }

    /** Adds all numbers at once, (N, K): missing ones replaced by the median, scaled and clipped; then the indicators. */
    private void numbers(List<Integer> first) {
        String raw = graph.node("Concat", "numbers", read, attribute("axis", 1));
        String missing = graph.node("IsNaN", "missing", List.of(raw));
        String medians = row("medians", Input.OfNumber::median);
        String filled = graph.node("Where", "filled", List.of(missing, medians, raw));
        String centred = graph.node("Sub", "centred", List.of(filled, medians));
        String scaled = graph.node("Div", "scaled", List.of(centred, row("scales", Input.OfNumber::scale)));
        parts.add(graph.node("Cast", "clipped as floats", List.of(clipped(scaled)), to(DataType.FLOAT)));
        places.addAll(first);
        String size = graph.node("Abs", "size", List.of(filled));
        inAll(graph.node("LessOrEqual", "finite", List.of(size, number("largest", Input.OfNumber.LARGEST))));
        if (preprocessing.refuseMissing()) {
            inAll(graph.node("Not", "present", List.of(missing)));
        }
        long[] indicated = LongStream.range(0, numbers.size())
                .filter(k -> numbers.get((int) k).indicator())
                .toArray();
        if (indicated.length > 0) {
            String all = graph.node("Cast", "all missing", List.of(missing), to(DataType.FLOAT));
            String which = graph.constant("indicated", indicated, indicated.length);
            parts.add(graph.node("Gather", "indicators", List.of(all, which), attribute("axis", 1)));
            Arrays.stream(indicated).forEach(k -> places.add(first.get((int) k) + 1));
        }
    }

    /** Adds z/√(1 + (z/3)²) in the order of {@link Input.OfNumber}. */
    private String clipped(String scaled) {
        String below = graph.node("Min", "below", List.of(scaled, number("farthest", Input.OfNumber.FARTHEST)));
        String z = graph.node("Max", "z", List.of(below, number("farthest below", -Input.OfNumber.FARTHEST)));
        String share = graph.node("Div", "share", List.of(z, number("bound", Input.OfNumber.BOUND)));
        String square = graph.node("Mul", "square", List.of(share, share));
        String sum = graph.node("Add", "sum", List.of(number("unit", 1), square));
        return graph.node("Div", "clipped", List.of(z, graph.node("Sqrt", "root", List.of(sum))));
    }

    private String number(String name, double value) {
        return graph.constant(name, new double[] {value});
    }

    private String row(String name, ToDoubleFunction<Input.OfNumber> figure) {
        return graph.constant(name, numbers.stream().mapToDouble(figure).toArray(), 1, numbers.size());
    }

    /** Adds a condition that all numbers of a row must meet. */
    private void inAll(String each) {
        String floats = graph.node("Cast", each + " as 1", List.of(each), to(DataType.FLOAT));
        conditions.add(graph.node("ReduceMin", each + " in all", List.of(floats), attribute("axes", new long[] {1})));
    }

    /** Adds the code of a text, (N, 1). @return its name */
    private String encoded(String name, String column, Map<String, Long> codes, long unknown) {
        return graph.classical(
                "LabelEncoder",
                name,
                column,
                attribute("keys_strings", List.copyOf(codes.keySet())),
                attribute(
                        "values_int64s",
                        codes.values().stream().mapToLong(i -> i).toArray()),
                attribute("default_int64", unknown));
    }

    /** Adds a category: its text becomes an index, and the index a one-hot row, of which the first two become one feature if they are all categories. */
    private void category(Input.OfCategory input, int at) {
        // As in predict, a text that stands for a missing value is never a category.
        Map<String, Long> codes = new LinkedHashMap<>();
        boolean taken = input.missing() && !preprocessing.refuseMissing();
        long missing = taken ? input.categories().size() : MISSING;
        codes.put("", missing);
        preprocessing.missing().forEach(text -> codes.put(text, missing));
        for (int i = 0; i < input.categories().size(); i++) {
            codes.putIfAbsent(input.categories().get(i), (long) i);
        }
        String name = input.name();
        String code = encoded(name + ": code", name, codes, unknown(input, codes));
        int count = input.categories().size() + (input.missing() ? 1 : 0);
        String all = graph.constant(name + ": codes", LongStream.range(0, count).toArray(), 1, count);
        String is = graph.node("Equal", name + ": is", List.of(code, all));
        String hot = graph.node("Cast", name + ": one-hot", List.of(is), to(DataType.FLOAT));
        parts.add(input.binary() ? graph.node("MatMul", name + ": features", List.of(hot, merged(input))) : hot);
        for (int i = 0; i < input.width(); i++) {
            places.add(at + i);
        }
        if (preprocessing.refuseMissing()) {
            String none = graph.constant(name + ": none", new long[] {MISSING});
            inAll(graph.node("Greater", name + ": present", List.of(code, none)));
        }
    }

    /** @return a constant, (categories, features): what each category of a column of two, and a missing value, contributes */
    private String merged(Input.OfCategory input) {
        Matrix features = input.missing() ? new Matrix(3, 2, -1, 0, 1, 0, 0, 1) : new Matrix(2, 1, -1, 1);
        return graph.constant(input.name() + ": merged", features, features.rows(), features.columns());
    }

    /** @return the code of texts without a feature of their own */
    private long unknown(Input.OfCategory input, Map<String, Long> codes) {
        CellForm form = preprocessing.forms().get(input.name());
        return form == null || form.rest() == null
                ? UNKNOWN
                : codes.get(form.rest().category());
    }

    /** @return the features in the order of the network's inputs */
    private String features() {
        String joined = graph.node("Concat", "joined", parts, attribute("axis", 1));
        long[] order = new long[places.size()];
        for (int i = 0; i < order.length; i++) {
            order[places.get(i)] = i;
        }
        return graph.node(
                "Gather",
                "features",
                List.of(joined, graph.constant("order", order, order.length)),
                attribute("axis", 1));
    }

    /** @return (N, 1), whether a row is accepted; null if all rows are */
    private String taken() {
        if (conditions.isEmpty()) {
            return null;
        }
        return graph.node("Cast", TAKEN, List.of(graph.node("Min", "conditions", conditions)), to(DataType.BOOL));
    }

    /** Adds an output that has another value for rejected rows. */
    private String output(String name, DataType type, int columns, String from, String taken, String otherwise) {
        graph.output(graph.name(name), type, columns);
        return taken == null
                ? graph.node("Identity", name, List.of(from))
                : graph.node("Where", name, List.of(taken, from, otherwise));
    }

    private void number(Target.OfNumber target, String logits, String taken) {
        String wide = graph.node("Cast", "wide", List.of(logits), to(DataType.DOUBLE));
        String spread = graph.node("Mul", "spread", List.of(wide, number("target deviation", target.deviation())));
        String value = graph.node("Add", "raw value", List.of(spread, number("target mean", target.mean())));
        String nan = number("no value", Double.NaN);
        output(VALUE, DataType.DOUBLE, 1, value, taken, nan);
        Decision.Interval interval = decision.interval();
        if (interval != null) {
            String half = halfWidth(value, interval.points(), interval);
            output(LOW, DataType.DOUBLE, 1, graph.node("Sub", "raw low", List.of(value, half)), taken, nan);
            output(HIGH, DataType.DOUBLE, 1, graph.node("Add", "raw high", List.of(value, half)), taken, nan);
        }
    }

    /** As {@link Decision.Interval#halfWidth}: a column for each pair of neighbouring points. */
    private String halfWidth(String value, List<Decision.Point> points, Decision.Interval interval) {
        String first = number("first half width", points.get(0).halfWidth());
        int pairs = points.size() - 1;
        if (pairs == 0) {
            return first;
        }
        double[] at = points.stream().mapToDouble(Decision.Point::prediction).toArray();
        double[] slopes =
                IntStream.rangeClosed(1, pairs).mapToDouble(interval::slope).toArray();
        String from = graph.constant("from", Arrays.copyOf(at, pairs), 1, pairs);
        String to = graph.constant("to", Arrays.copyOfRange(at, 1, pairs + 1), 1, pairs);
        String inside = graph.node("Min", "up to", List.of(graph.node("Max", "at least", List.of(value, from)), to));
        String gone = graph.node("Sub", "gone", List.of(inside, from));
        String grown = graph.node("MatMul", "grown", List.of(gone, graph.constant("slopes", slopes, pairs, 1)));
        return graph.node("Add", "half width", List.of(grown, first));
    }

    private void classes(Target.OfClasses target, String logits, String taken) {
        int count = target.labels().size();
        String nan = graph.constant("no number", new Matrix(1, 1, Double.NaN));
        String probabilities = model.spec().outputs() == 1 ? twoOf(logits) : softmax(logits);
        output(LOGITS, DataType.FLOAT, model.spec().outputs(), logits, taken, nan);
        output(PROBABILITIES, DataType.FLOAT, count, probabilities, taken, nan);
        String code = decision.cutOff() == null
                ? likeliest(model.spec().outputs() == 1 ? probabilities : logits)
                : byCutOff(probabilities);
        String label = graph.classical(
                "LabelEncoder",
                "raw label",
                code,
                attribute("keys_int64s", LongStream.range(0, count).toArray()),
                attribute("values_strings", target.labels()));
        String list = taken == null
                ? null
                : graph.node("Reshape", "taken list", List.of(taken, graph.constant("any", new long[] {-1}, 1)));
        output(LABEL, DataType.STRING, 0, label, list, graph.constant("no label", ""));
    }

    /** Adds the index of the largest: if softmax rounds several probabilities to the same value, the logits still determine it. */
    private String likeliest(String of) {
        return graph.node("ArgMax", "likeliest", List.of(of), attribute("axis", 1), attribute("keepdims", 0));
    }

    /** Adds the index of the positive class where its probability reaches the cut-off, and of the other class elsewhere. */
    private String byCutOff(String probabilities) {
        int positive = decision.positive().label();
        String column = graph.node(
                "Gather",
                "positive",
                List.of(probabilities, graph.constant("positive class", new long[] {positive})),
                attribute("axis", 1));
        String wide = graph.node("Cast", "wide positive", List.of(column), to(DataType.DOUBLE));
        String least = graph.constant("cut-off", new double[] {decision.cutOff().probability()});
        String reached = graph.node("GreaterOrEqual", "reached", List.of(wide, least));
        String called = graph.node(
                "Where",
                "called",
                List.of(
                        reached,
                        graph.constant("called positive", new long[] {positive}),
                        graph.constant("called other", new long[] {1 - positive})));
        return graph.node("Reshape", "called list", List.of(called, graph.constant("any length", new long[] {-1}, 1)));
    }

    private String softmax(String logits) {
        return graph.node("Softmax", "raw probabilities", List.of(logits), attribute("axis", 1));
    }

    /** Adds the probabilities of two classes: the sigmoid for the second, one minus it for the first. */
    private String twoOf(String logits) {
        String second = graph.node("Sigmoid", "second", List.of(logits));
        String first = graph.node("Sub", "first", List.of(graph.constant("one", new Matrix(1, 1, 1)), second));
        return graph.node("Concat", "raw probabilities", List.of(first, second), attribute("axis", 1));
    }
}
