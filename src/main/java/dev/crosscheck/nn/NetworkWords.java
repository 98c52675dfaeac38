package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Nearest;
import dev.crosscheck.Printable;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parses the words of a {@link Setup}'s line: sizes, then settings. A setting is written with its name ({@code lr:0.01}), or as its value
 * alone if the value is unambiguous ({@code relu}).
 */
final class NetworkWords {
    /** Far longer than all settings together with the longest sizes. */
    private static final int MOST_CHARACTERS = 1000;

    /** Up to nine digits fit in an int and exceed the largest number of units. */
    private static final Pattern SIZES = Pattern.compile("\\d{1,9}(-\\d{1,9})+");

    private static final Map<String, Activation> ACTIVATIONS = byLabel(Activation.all(), Activation::label);
    private static final Map<String, Loss> LOSSES = byLabel(List.of(Loss.values()), Loss::label);
    private static final Map<String, OptimizerSpec.Kind> OPTIMIZERS =
            byLabel(List.of(OptimizerSpec.Kind.values()), OptimizerSpec.Kind::label);
    private static final Map<String, Adam.Epsilon> EPSILONS =
            byLabel(List.of(Adam.Epsilon.values()), Adam.Epsilon::label);
    private static final Map<String, Initialization> INITIALIZATIONS =
            byLabel(List.of(Initialization.values()), Initialization::label);

    /** Settings that may be written as their value alone. */
    private static final Map<String, Map<String, ?>> BY_VALUE =
            Map.of("activation", ACTIVATIONS, "loss", LOSSES, "optimizer", OPTIMIZERS);

    private static final List<String> BY_NAME = List.of(
            "output",
            "dropout",
            "groups",
            "init",
            "lr",
            "momentum",
            "weight-decay",
            "epsilon",
            "class-weights",
            "schedule",
            "batch",
            "epochs",
            "validation",
            "folds",
            "patience",
            "target-accuracy",
            "time-limit",
            "seed");

    /** Initialization if the line names none and no other word implies one. */
    static final Initialization INITIALIZATION = Initialization.TORCH;

    static final int BATCH = 16;
    static final long SEED = 1;
    private static final Activation ACTIVATION = Elementwise.RELU;
    private static final Loss LOSS = Loss.MEAN_SQUARED_ERROR;
    private static final OptimizerSpec.Kind OPTIMIZER = OptimizerSpec.Kind.ADAM;

    private final String text;
    private final List<Integer> sizes;
    private final Map<String, String> settings = new LinkedHashMap<>();

    /** @param text the line */
    NetworkWords(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new CrosscheckException(
                    "A network of " + text.length() + " characters: at most " + MOST_CHARACTERS + " are read",
                    "Name sizes, activation, loss and optimizer, such as 8-32-16-1 relu huber adam.");
        }
        this.text = text.strip();
        List<String> words = Stream.of(text.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        this.sizes = sizes(words.isEmpty() ? "" : words.get(0));
        words.stream().skip(1).forEach(this::set);
    }

    private static <T> Map<String, T> byLabel(List<T> values, Function<T, String> label) {
        Map<String, T> byLabel = new LinkedHashMap<>();
        values.forEach(value -> byLabel.put(label.apply(value), value));
        return byLabel;
    }

    private List<Integer> sizes(String word) {
        if (!SIZES.matcher(word).matches()) {
            throw wrong(
                    "expected sizes first, found \"" + word + "\"",
                    "Join inputs, hidden layers and outputs by hyphens, such as 8-32-16-1, or 8-1 without a hidden layer.");
        }
        return Arrays.stream(word.split("-")).map(Integer::valueOf).toList();
    }

    private void set(String word) {
        int colon = word.indexOf(':');
        String setting = colon >= 0 ? word.substring(0, colon) : settingOf(word);
        if (!BY_VALUE.containsKey(setting) && !BY_NAME.contains(setting)) {
            throw unknown(word, colon);
        }
        String before = settings.putIfAbsent(setting, word.substring(colon + 1));
        if (before != null) {
            throw wrong(
                    before + " and " + word.substring(colon + 1) + " are both given as " + setting,
                    setting.equals("activation")
                            ? "Name that of the hidden layers, and that of the output as output:NAME."
                            : "Name one.");
        }
    }

    private static String settingOf(String word) {
        String first = word.split("/", 2)[0];
        return BY_VALUE.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(first))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private CrosscheckException unknown(String word, int colon) {
        List<String> known =
                new ArrayList<>(BY_NAME.stream().map(name -> name + ":").toList());
        BY_VALUE.forEach((setting, values) -> known.addAll(values.keySet()));
        return wrong(
                "\"" + word + "\" means nothing here"
                        + Nearest.hint(colon < 0 ? word : word.substring(0, colon + 1), known),
                "Activations are " + list(ACTIVATIONS) + "; losses " + list(LOSSES) + "; optimizers " + list(OPTIMIZERS)
                        + "; and there are "
                        + BY_NAME.stream().map(name -> name + ":").collect(Collectors.joining(", ")) + ".");
    }

    private static String list(Map<String, ?> values) {
        return String.join(", ", values.keySet());
    }

    private CrosscheckException wrong(String problem, String remedy) {
        return new CrosscheckException("Network \"" + Printable.line(text) + "\": " + Printable.line(problem), remedy);
    }

    /**
     * @param seed used if no word gives one
     * @return the setup that all words describe
     */
    Setup setup(long seed) {
        return new Setup(network(), training(seed));
    }

    private NetworkSpec network() {
        int last = sizes.size() - 1;
        Activation output = one("output", ACTIVATIONS, null);
        return new NetworkSpec(
                positive(sizes.get(0)),
                hidden(sizes.subList(1, last)),
                positive(sizes.get(last)),
                one("loss", LOSSES, output == null ? LOSS : Loss.partnerOf(output)),
                output,
                number("dropout", "a share", Double::valueOf, 0.0, 0.2),
                one("init", INITIALIZATIONS, INITIALIZATION),
                number("groups", "a whole number", Integer::valueOf, 1));
    }

    private int positive(int size) {
        if (size == 0) {
            throw wrong("0 inputs or outputs are not possible", "Give a network one input and one output or more.");
        }
        return size;
    }

    private List<NetworkSpec.Layer> hidden(List<Integer> units) {
        String given = settings.get("activation");
        if (given != null && units.isEmpty()) {
            throw wrong(
                    "there is no hidden layer for " + given,
                    "Leave it out, write it as output:NAME, or add a hidden layer, such as " + sizes.get(0) + "-16-"
                            + sizes.get(1) + ".");
        }
        if (given == null || !given.contains("/")) {
            return NetworkSpec.layers(units, one("activation", ACTIVATIONS, ACTIVATION));
        }
        String[] each = given.split("/", -1);
        if (each.length != units.size()) {
            throw wrong(
                    each.length + " activations for " + units.size() + " hidden layers", "Name one, or one for each.");
        }
        List<NetworkSpec.Layer> hidden = new ArrayList<>();
        for (int k = 0; k < each.length; k++) {
            hidden.add(new NetworkSpec.Layer(units.get(k), known("activation", each[k], ACTIVATIONS)));
        }
        return hidden;
    }

    private TrainingSpec training(long seed) {
        return new TrainingSpec(
                optimizer(),
                number(
                        "class-weights",
                        "numbers with slashes between",
                        NetworkWords::weights,
                        ClassWeights.NONE,
                        "0.7/2"),
                number(
                        "schedule",
                        "step or cosine, a factor and epochs",
                        NetworkWords::rates,
                        RateSchedule.CONSTANT,
                        "cosine/0/3"),
                number("batch", "a whole number", Integer::valueOf, BATCH),
                number("epochs", "a whole number", Integer::valueOf, TrainingSpec.EPOCHS),
                number("validation", "a whole number", Integer::valueOf, 0),
                number("folds", "a whole number", Integer::valueOf, 0, 5),
                new StopRules(
                        number("patience", "a whole number", Integer::valueOf, null, 3),
                        number("target-accuracy", "percent", Double::valueOf, null, 98),
                        number("time-limit", "seconds", Double::valueOf, null, 60)),
                number("seed", "a whole number", Long::valueOf, seed));
    }

    private static ClassWeights weights(String value) {
        if (value.equals(ClassWeights.BALANCED.label())) {
            return ClassWeights.BALANCED;
        }
        return ClassWeights.of(
                Arrays.stream(value.split("/", -1)).map(Double::valueOf).toList());
    }

    private static RateSchedule rates(String value) {
        String[] parts = value.split("/", -1);
        return Arrays.stream(RateSchedule.Kind.values())
                .filter(kind -> kind.label().equals(parts[0]) && parts.length == 3)
                .findFirst()
                .map(kind -> new RateSchedule(kind, Double.parseDouble(parts[1]), Integer.parseInt(parts[2])))
                .orElseThrow(NumberFormatException::new);
    }

    private OptimizerSpec optimizer() {
        OptimizerSpec usual = one("optimizer", OPTIMIZERS, OPTIMIZER).byDefault();
        return new OptimizerSpec(
                usual.kind(),
                number("lr", "a number", Double::valueOf, usual.learningRate()),
                number("momentum", "a number", Double::valueOf, usual.momentum()),
                number("weight-decay", "a number", Double::valueOf, usual.weightDecay()),
                one("epsilon", EPSILONS, usual.epsilon()));
    }

    private <T> T one(String setting, Map<String, T> known, T usual) {
        String value = settings.get(setting);
        return value == null ? usual : known(setting, value, known);
    }

    private <T> T known(String setting, String value, Map<String, T> known) {
        if (!known.containsKey(value)) {
            throw wrong(
                    "there is no " + setting + " \"" + value + "\"" + Nearest.hint(value, known.keySet()),
                    "Choose one of " + list(known) + ".");
        }
        return known.get(value);
    }

    private <T> T number(String setting, String expected, Function<String, T> reader, T usual) {
        return number(setting, expected, reader, usual, usual);
    }

    private <T> T number(String setting, String expected, Function<String, T> reader, T usual, Object example) {
        String value = settings.get(setting);
        try {
            return value == null ? usual : reader.apply(value);
        } catch (NumberFormatException e) {
            throw wrong(
                    setting + ":" + value + " is not a valid number",
                    "Write " + setting + ": and " + expected + ", such as " + setting + ":" + example + ".");
        }
    }
}
