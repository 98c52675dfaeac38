package dev.crosscheck.nn;

import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.text.Text;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a network or of its training. {@link #ALL} is the one table of them: the words of a {@link Setup}'s line, the options and words
 * of {@code train} with their help, the names in a sweep's grid, and the answer to a value that cannot be read follow from it. The records
 * that are made of the values hold their ranges.
 *
 * @param label its name in a line, and of its option without hyphens
 * @param use where {@code train} takes it
 * @param form how its value is written, for help
 * @param reader reads its value
 * @param value what a line has of a setup: null if that is the default
 * @param help what it is, with its default: sentences for an option, else part of one
 * @param <T> its value
 */
public record Setting<T>(
        String label, Use use, String form, Reader<T> reader, Function<Setup, Object> value, String help) {
    /** Where {@code train} takes a setting. */
    public enum Use {
        /** As an option of its own. */
        OPTION,
        /** As a word of {@code --with}. */
        WORD,
        /** Nowhere: only a line has it. */
        LINE
    }

    private static final String SLASHES = " with slashes between";
    private static final Reader<Double> NUMBER = new Reader<>("a number", Double::valueOf);
    private static final Reader<Integer> WHOLE = new Reader<>(Members.WHOLE, Integer::valueOf);
    private static final Reader<Long> SEEDS = new Reader<>(Members.WHOLE, Long::valueOf);
    private static final Reader<Double> TIME = new Reader<>("a time such as 90s, 10m or 1h30m", Setting::seconds);
    private static final Reader<List<Layer>> LAYERS = new Reader<>(LayerWords.EXPECTED, Setting::layers);
    private static final Reader<ClassWeights> WEIGHTS = new Reader<>(
            "balanced, none or a number for each class" + SLASHES, List.of("balanced", "none"), ClassWeights::parse);
    private static final Reader<IntFunction<RateSchedule>> RATES = new Reader<>(
            Text.or(RateSchedule.NAMES) + ", a factor and epochs" + SLASHES, RateSchedule.NAMES, RateSchedule::parse);
    private static final Reader<Activation> ACTIVATIONS = oneOf(Activation.all(), Activation::label);
    private static final Reader<Loss> LOSSES = oneOf(List.of(Loss.values()), Loss::label);
    private static final Reader<Initialization> STARTS = oneOf(List.of(Initialization.values()), Initialization::label);
    private static final Reader<OptimizerSpec.Kind> OPTIMIZERS =
            oneOf(List.of(OptimizerSpec.Kind.values()), OptimizerSpec.Kind::label);
    private static final Reader<Adam.Epsilon> EPSILONS = oneOf(List.of(Adam.Epsilon.values()), Adam.Epsilon::label);

    private static final Reader<Boolean> MIRRORS =
            oneOf(List.of(true, false), mirror -> mirror ? "mirror" : "no-mirror");

    /** A line begins with the sizes instead. */
    public static final Setting<List<Layer>> HIDDEN = option("hidden", "N[,N...]", LAYERS, setup -> null)
            .help(
                    "Units of each hidden layer; 0 for none. Pictures also take convolutions before them: conv8x5,pool2,128."
                            + " Default: 256, or those of --init; your own data's are chosen.");

    /** One for all hidden layers, or one for each. */
    public static final Setting<List<Activation>> ACTIVATION = option(
                    "activation", "NAME", eachOf(ACTIVATIONS), network(spec -> activations(spec.hidden()), null))
            .help(oneOf(List.of(Elementwise.values()), Elementwise::label).expected() + ". Default: relu.");

    public static final Setting<Loss> LOSS =
            word("loss", "NAME", LOSSES, network(NetworkSpec::loss, null)).help("cross-entropy, bce, mse or huber");

    public static final Setting<Activation> OUTPUT = line("output", ACTIVATIONS, network(NetworkSpec::output, null));

    public static final Setting<Double> DROPOUT = word("dropout", "SHARE", NUMBER, network(NetworkSpec::dropout, 0.0))
            .help("of hidden units left out at each step");

    public static final Setting<Integer> GROUPS = line("groups", WHOLE, network(NetworkSpec::groups, 1));

    public static final Setting<Initialization> INIT = option(
                    "init", "NAME|FILE", STARTS, network(NetworkSpec::initialization, Initialization.TORCH))
            .help(STARTS.expected()
                    + ", or a file with parameters: a model, run, checkpoint or .npz file. Default: torch.");

    public static final Setting<OptimizerSpec.Kind> OPTIMIZER = option(
                    "optimizer", "NAME", OPTIMIZERS, optimizer(OptimizerSpec::kind))
            .help(OPTIMIZERS.expected() + ". Default: adam.");

    public static final Setting<Double> LR = option("lr", "RATE", NUMBER, optimizer(OptimizerSpec::learningRate))
            .help("Learning rate. Default: 0.001 with adam and adamw, 0.01 with momentum, 0.1 with sgd.");

    public static final Setting<Double> MOMENTUM =
            word("momentum", "MU", NUMBER, unusual(OptimizerSpec::momentum)).help("of the last step goes on; 0.9");

    public static final Setting<Double> WEIGHT_DECAY = word(
                    "weight-decay", "LAMBDA", NUMBER, unusual(OptimizerSpec::weightDecay))
            .help("of adamw; 0.01");

    /** What Adam adds its ε to. */
    public static final Setting<Adam.Epsilon> EPSILON = line("epsilon", EPSILONS, unusual(OptimizerSpec::epsilon));

    public static final Setting<ClassWeights> CLASS_WEIGHTS = word(
                    "class-weights",
                    "balanced",
                    WEIGHTS,
                    training(spec -> spec.classWeights().label(), "none"))
            .help("all classes count the same");

    /** Of a run of so many epochs. */
    public static final Setting<IntFunction<RateSchedule>> SCHEDULE = word(
                    "schedule", "NAME[/FACTOR[/N]]", RATES, training(TrainingSpec::schedule, RateSchedule.CONSTANT))
            .help("cosine falls to FACTOR of --lr (0); step takes FACTOR times it (0.1) every N epochs");

    public static final Setting<Integer> BATCH = option("batch", "N", WHOLE, training(TrainingSpec::batch, null))
            .help("Images or rows per step. Default: 64; your own data's is chosen.");

    public static final Setting<Integer> EPOCHS = option(
                    "epochs", "N", WHOLE, training(TrainingSpec::epochs, TrainingSpec.EPOCHS))
            .help("Passes over the training set. Default: 10; your own data's are chosen.");

    public static final Setting<Integer> VALIDATION = option(
                    "validation", "N|FILE", WHOLE, training(TrainingSpec::validation, 0))
            .help("Hold out N training images, or of a table N rows, 20% or a file's, and keep the epoch's model with"
                    + " the lowest loss on them. Default: none; of your own data a fifth.");

    public static final Setting<Integer> FOLDS = option("folds", "N", WHOLE, training(TrainingSpec::folds, 0))
            .help("Of a table, instead of --validation: train N networks, each judged on another Nth of the rows."
                    + " Default: 5 for at most 10,000 rows without options of the network, else 0.");

    public static final Setting<Integer> PATIENCE = option(
                    "patience", "N", WHOLE, training(spec -> spec.stop().patience(), null))
            .help(
                    "Stop after N epochs without a lower validation loss. Default: never; for a table a quarter of them.");

    public static final Setting<Double> TIME_LIMIT = option(
                    "time-limit", "TIME", TIME, training(spec -> spec.stop().timeLimitSeconds(), null))
            .help("Stop after a time such as 90s, 10m or 1h30m, resumed parts included.");

    public static final Setting<Integer> SHIFT = word(
                    "shift", "N", WHOLE, training(spec -> spec.variation().shift(), 0))
            .help("training pictures are moved by up to N pixels, anew in each epoch; 2 for your own pictures, else 0");

    public static final Setting<Boolean> MIRROR = word(
                    "mirror", "", MIRRORS, training(spec -> spec.variation().mirror(), false))
            .help("half of them also left to right");

    public static final Setting<Long> SEED = option("seed", "N", SEEDS, training(TrainingSpec::seed, null))
            .help("Of initial parameters, order and parts. Default: 1.");

    /** Those of the network, in the order in which a line has them. */
    static final List<Setting<?>> OF_NETWORK = List.of(ACTIVATION, LOSS, OUTPUT, DROPOUT, GROUPS, INIT);

    /** Those that a line has after the sizes, in this order. */
    static final List<Setting<?>> OF_LINE = Stream.<Setting<?>>concat(
                    OF_NETWORK.stream(),
                    Stream.of(
                            OPTIMIZER,
                            LR,
                            MOMENTUM,
                            WEIGHT_DECAY,
                            EPSILON,
                            CLASS_WEIGHTS,
                            SCHEDULE,
                            BATCH,
                            EPOCHS,
                            VALIDATION,
                            FOLDS,
                            PATIENCE,
                            TIME_LIMIT,
                            SHIFT,
                            MIRROR,
                            SEED))
            .toList();

    public static final List<Setting<?>> ALL =
            Stream.concat(Stream.of(HIDDEN), OF_LINE.stream()).toList();

    /** A line names these by their values alone. */
    static final List<Setting<?>> BY_VALUE = List.of(ACTIVATION, LOSS, OPTIMIZER, MIRROR);

    /**
     * Reads and writes values.
     *
     * @param expected the values, in words
     * @param names of the values; empty if they have none
     * @param read reads a value; of another text it makes a NumberFormatException
     */
    record Reader<T>(String expected, List<String> names, Function<String, T> read, Function<Object, String> write) {
        Reader(String expected, Function<String, T> read) {
            this(expected, List.of(), read);
        }

        Reader(String expected, List<String> names, Function<String, T> read) {
            this(
                    expected,
                    names,
                    read,
                    value -> value instanceof Double number ? Text.plain(number) : value.toString());
        }
    }

    private static <T> Setting<T> option(String label, String form, Reader<T> reader, Function<Setup, Object> value) {
        return new Setting<>(label, Use.OPTION, form, reader, value, "");
    }

    private static <T> Setting<T> word(String label, String form, Reader<T> reader, Function<Setup, Object> value) {
        return new Setting<>(label, Use.WORD, form, reader, value, "");
    }

    private static <T> Setting<T> line(String label, Reader<T> reader, Function<Setup, Object> value) {
        return new Setting<>(label, Use.LINE, "", reader, value, "");
    }

    private Setting<T> help(String text) {
        return new Setting<>(label, use, form, reader, value, text);
    }

    /** @return the setting of this name; null if there is none */
    public static @Nullable Setting<?> named(String name) {
        return ALL.stream()
                .filter(setting -> setting.label.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** @throws Members.Unfit if the text is no value of this setting; a number may still be out of its range */
    public T read(String text) {
        try {
            return reader.read.apply(text);
        } catch (Members.Unfit e) {
            throw e.member().equals(label) ? e : e.of(label);
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            throw Members.unread(label, reader.expected, text, reader.names);
        }
    }

    /** @return the words in a setup's line for those that do not have their default */
    static String words(List<Setting<?>> settings, Setup setup) {
        return settings.stream()
                .flatMap(
                        setting -> setting
                                .text(setup)
                                .map(text -> BY_VALUE.contains(setting) ? text : setting.label + ":" + text)
                                .stream())
                .collect(Collectors.joining(" "));
    }

    /** @return the value as a setup's line has it; empty if that is the default */
    Optional<String> text(Setup setup) {
        return Optional.ofNullable(value.apply(setup)).map(reader.write);
    }

    private static Function<Setup, Object> network(Function<NetworkSpec, Object> value, @Nullable Object usual) {
        return setup -> unless(usual, value.apply(setup.network()));
    }

    private static Function<Setup, Object> training(Function<TrainingSpec, Object> value, @Nullable Object usual) {
        return setup -> unless(usual, value.apply(setup.training()));
    }

    private static Function<Setup, Object> optimizer(Function<OptimizerSpec, Object> value) {
        return training(spec -> value.apply(spec.optimizer()), null);
    }

    /** What an optimizer does not have by default. */
    private static Function<Setup, Object> unusual(Function<OptimizerSpec, Object> value) {
        return optimizer(spec -> unless(value.apply(spec.kind().byDefault()), value.apply(spec)));
    }

    private static @Nullable Object unless(@Nullable Object usual, Object value) {
        return Objects.equals(usual, value) ? null : value;
    }

    private static @Nullable String activations(List<Layer> hidden) {
        List<String> each =
                hidden.stream().map(layer -> layer.activation().label()).toList();
        return each.isEmpty() ? null : each.stream().distinct().count() == 1 ? each.get(0) : String.join("/", each);
    }

    private static List<Layer> layers(String text) {
        return text.equals("0") || text.equals("none") ? List.of() : LayerWords.read(List.of(text.split(",", -1)));
    }

    private static double seconds(String text) {
        boolean ofSeconds = text.matches(".*[\\d.]");
        double seconds = ofSeconds
                ? Double.parseDouble(text)
                : Duration.parse("PT" + text).toMillis() / 1000.0;
        if (seconds > 0) {
            return seconds;
        }
        throw new NumberFormatException();
    }

    private static <T> Reader<T> oneOf(List<T> values, Function<T, String> label) {
        List<String> names = values.stream().map(label).toList();
        Function<String, T> read = text -> {
            int found = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (found < 0) {
                throw new NumberFormatException();
            }
            return values.get(found);
        };
        return new Reader<>(Text.or(names), names, read, value -> names.get(values.indexOf(value)));
    }

    /** @return a reader of one or more with slashes between */
    private static <T> Reader<List<T>> eachOf(Reader<T> one) {
        return new Reader<>(
                one.expected,
                one.names,
                text -> Arrays.stream(text.split("/", -1)).map(one.read).toList());
    }
}
