package dev.crosscheck.cli;

import dev.crosscheck.Nearest;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.Wishes;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.Recipe;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The network and its training. An option that is not given is null: the default then comes from the recipe, the guide for tables or the run
 * to resume. Ranges are checked by the records that are made of the options, such as {@link TrainingSpec}.
 */
final class NetworkOptions {
    private static final double STEP_FACTOR = 0.1;
    private static final int STEPS_OF_RATE = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup(validate = false, heading = "%nThe network, and what changes it:%n")
    private Form form = new Form();

    @ArgGroup(validate = false, heading = "%nLearning rate:%n")
    private Rate rate = new Rate();

    @ArgGroup(validate = false, heading = "%nWhen to stop, and which model to keep:%n")
    private Stop stop = new Stop();

    @Option(
            names = "--recipe",
            paramLabel = "default|fast98",
            description =
                    "Settings for digits that go together; other options replace single ones. default: those of a run without it."
                            + " fast98: 256 hidden units, 3 epochs, batch 64, a rate that falls from 0.003 along a cosine;"
                            + " on MNIST above 98 %% in the mean over seeds.")
    private Recipe recipe;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of initial parameters, order and validation images. Default: 1.")
    private Long seed;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Passes over the training set. Default: 10; for a table 10 to 200, fewer for more rows and parameters.")
    private Integer epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images or rows per step. Default: 64; for a table by its size, as --dry-run says.")
    private Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "The learning rate. Default: 0.001 with adam and adamw, 0.01 with momentum, 0.1 with sgd.")
    private Double learningRate;

    @Option(
            names = "--trainer",
            paramLabel = "auto|by-hand|dl4j",
            description =
                    "dl4j: Deeplearning4j's fit; by-hand: the course's backpropagation, the fastest on a CPU. Default: auto,"
                            + " dl4j for images with ReLU and Adam, else by-hand.")
    private TrainerChoice trainer;

    /** Of Deeplearning4j's fit. */
    enum Layers {
        CROSSCHECK,
        STOCK
    }

    @Option(
            names = "--layers",
            paramLabel = "crosscheck|stock",
            description =
                    "Of Deeplearning4j's fit for digits on the CPU. crosscheck: layers that call the engine's kernels; stock:"
                            + " Deeplearning4j's own layers and Adam. Default: crosscheck.")
    private Layers layers;

    private static final class Form {
        @Option(
                names = "--hidden",
                paramLabel = "N[,N...]",
                converter = HiddenLayers.class,
                description =
                        "Units of each hidden layer; 0 for none. Default: 256, or those of --init; a table's are chosen.")
        private List<Integer> hidden;

        @Option(
                names = "--activation",
                paramLabel = "NAME",
                converter = ActivationName.class,
                description =
                        "Of the hidden layers: relu, tanh, sigmoid, leaky-relu, elu, gelu, softplus or identity. Default: relu.")
        private Elementwise activation;

        @Option(
                names = "--dropout",
                paramLabel = "SHARE",
                description = "Share of hidden units left out at each step of training, from 0 to 0.95. Default: 0.")
        private Double dropout;

        @Option(
                names = "--loss",
                paramLabel = "NAME",
                description =
                        "cross-entropy, which is what goes with classes. For tables also bce (of two classes), and for numbers mse and"
                                + " huber; the output layer follows. Default: cross-entropy; for a table by its target, as --dry-run says.")
        private Loss loss;

        @Option(
                names = "--class-weights",
                paramLabel = "balanced|none",
                description =
                        "How much rows count in the loss. balanced: n / (C n_c) with n rows to train on, C classes and n_c"
                                + " rows of the class, so that all classes count the same. Default: none, all rows count the same.")
        private ClassWeights classWeights;

        @Option(names = "--optimizer", paramLabel = "adam|sgd|momentum|adamw", description = "Default: adam.")
        private OptimizerSpec.Kind optimizer;

        @Option(
                names = "--momentum",
                paramLabel = "MU",
                description =
                        "Share of the last step that goes on, with --optimizer momentum, from 0 to below 1. Default: 0.9.")
        private Double momentum;

        @Option(
                names = "--weight-decay",
                paramLabel = "LAMBDA",
                description =
                        "With --optimizer adamw: each step takes the learning rate times this off every parameter."
                                + " Default: 0.01.")
        private Double weightDecay;

        @Option(
                names = "--init",
                paramLabel = "he|xavier|torch|normal|FILE",
                converter = StartName.class,
                description =
                        "Where parameters start. he: normal, for ReLU; xavier: uniform, for tanh and sigmoid; torch: uniform, as"
                                + " PyTorch's layers; normal: N(0,1), as the course's small networks. A model, a run's folder or a checkpoint: its parameters. A FILE.npz: its arrays fc1.weight (units, inputs), fc1.bias, fc2.weight and"
                                + " so on, as PyTorch has them. Default: torch.")
        private Start init;
    }

    private static final class Rate {
        @Option(
                names = "--schedule",
                paramLabel = "constant|step|cosine",
                description =
                        "constant; step: multiplied by --decay every --decay-every epochs; cosine: falls along half a"
                                + " wave, step by step, to --decay times --lr at the end. Default: constant.")
        private RateSchedule.Kind kind;

        @Option(
                names = "--decay",
                paramLabel = "FACTOR",
                description = "From 0 to 1. Default: 0.1 for step, 0 for cosine.")
        private Double decay;

        @Option(
                names = "--decay-every",
                paramLabel = "N",
                description = "Epochs, for step. Default: a third of --epochs, rounded up.")
        private Integer decayEvery;
    }

    private static final class Stop {
        @Option(
                names = "--validation",
                paramLabel = "N|FILE",
                converter = Part.Converter.class,
                description =
                        "Hold out N training images, drawn by the seed, or of a table N rows, 20%% or a CSV file's; the model with"
                                + " the lowest loss on them after an epoch is kept. Default: none, the last is; of a table a"
                                + " fifth.")
        private Part validation;

        @Option(
                names = "--folds",
                paramLabel = "N",
                description =
                        "Of a table, instead of --validation: train N networks, each without another Nth of the rows, by which it is"
                                + " judged, and answer by their mean. Default: 5 for at most 10,000 rows, unless an option says"
                                + " what the network is; else 0, none.")
        private Integer folds;

        @Option(
                names = "--patience",
                paramLabel = "N",
                description =
                        "Stop after N epochs without a lower validation loss. Default: never; for a table a quarter of the epochs.")
        private Integer patience;

        @Option(
                names = "--target-accuracy",
                paramLabel = "PERCENT",
                description = "Stop after an epoch with this accuracy on the validation images.")
        private Double target;

        @Option(
                names = "--time-limit",
                paramLabel = "TIME",
                converter = Durations.class,
                description = "Stop after this time, such as 90s, 10m or 1h30m, resumed parts included.")
        private Double timeLimit;
    }

    /** @return the seed */
    long seed() {
        return seed == null ? 1 : seed;
    }

    /** @return the options that the guide for tables follows */
    Wishes wishes() {
        return new Wishes(
                form.hidden, form.activation, form.loss, form.optimizer, form.weightDecay, form.dropout, batch);
    }

    /** @return the file to start from, or null */
    Path initialFile() {
        return form.init == null ? null : form.init.file();
    }

    /** @return rows of a table to validate on; null if the option is not given */
    Share validationShare() {
        return stop.validation == null || stop.validation.file() != null ? null : stop.validation.share();
    }

    /** @return the number of folds; null if the option is not given */
    Integer folds() {
        if (stop.folds != null && stop.folds > 0 && stop.validation != null) {
            throw wrong("--folds " + stop.folds + " judges by all training rows: leave out --validation.");
        }
        return stop.folds;
    }

    /** @return whether no option says which network a table's is, or how long it is trained: candidates then compete for it */
    boolean leavesNetworkOpen() {
        return !Share.NONE.equals(validationShare())
                && trainer != TrainerChoice.DL4J
                && layers == null
                && Stream.of(
                                form.hidden,
                                form.activation,
                                form.dropout,
                                form.optimizer,
                                form.momentum,
                                form.weightDecay,
                                form.init,
                                rate.kind,
                                rate.decay,
                                rate.decayEvery,
                                learningRate,
                                batch,
                                epochs,
                                stop.target,
                                stop.timeLimit)
                        .allMatch(Objects::isNull);
    }

    /** @return a file of a table's rows to validate on, or null */
    Path validationFile() {
        return stop.validation == null ? null : stop.validation.file();
    }

    /** @return images to validate on */
    private int validationImages() {
        boolean isFile = validationFile() != null;
        Share share = or(validationShare(), Share.NONE);
        if (isFile || share.fraction() > 0) {
            throw wrong("--validation " + (isFile ? validationFile() : share) + ": a " + (isFile ? "file" : "share")
                    + " is for tables; of images it is a whole number.");
        }
        return share.rows();
    }

    /** Refuses to hold out all images. */
    void requireRest(int held, int images) {
        if (held >= images) {
            throw wrong("--validation " + held + ": of " + images + " training images none is left to train on.");
        }
    }

    /** Refuses a rule that needs classes. */
    void requireNoAccuracy() {
        if (stop.target != null) {
            throw wrong("--target-accuracy is for classes, but the target is a number.");
        }
    }

    /** Refuses values that no data make possible, before a table is read. */
    void requireRanges() {
        OptimizerSpec optimizer = OptimizerSpec.Kind.ADAM.byDefault();
        Checks.refusing(
                command,
                () -> new TrainingSpec(
                        learningRate == null ? optimizer : optimizer.at(learningRate),
                        or(batch, 1),
                        or(epochs, TrainingSpec.EPOCHS),
                        seed()));
    }

    /**
     * @param usual by the guide
     * @param held rows to validate on
     * @param folds number of folds, or 0
     * @param source what a run on a table keeps
     * @return the configuration of a new run on a table
     */
    TrainingConfig ofTable(Setup usual, int held, int folds, TableRun source) {
        if (recipe != null) {
            throw wrong("--recipe " + recipe.label() + " is for images: the network for a table is the guide's.");
        }
        return config(usual, usual.training().schedule().kind(), held, folds).with(draft -> {
            draft.source = source;
            if (held + folds > 0) {
                draft.stop = rules(true, new StopRules(Guide.patience(draft.epochs), null, null));
            }
        });
    }

    /** @return the configuration of a new run on images */
    TrainingConfig config() {
        if (form.loss != null && form.loss.partner() != Softmax.SOFTMAX) {
            throw wrong("Invalid value for option '--loss': images have classes, whose loss is cross-entropy, found '"
                    + form.loss.label() + "'.");
        }
        if (stop.folds != null) {
            throw wrong("--folds is for tables.");
        }
        Recipe used = or(recipe, Recipe.DEFAULT);
        return config(used.setup(), used.schedule(), validationImages(), 0).with(draft -> {
            draft.init = initialFile() == null ? null : initialFile().toString();
            draft.recipe = recipe;
        });
    }

    /** Where an option is not given, {@code usual} and {@code usualSchedule} hold. */
    private TrainingConfig config(Setup usual, RateSchedule.Kind usualSchedule, int held, int folds) {
        OptimizerSpec.Kind kind =
                or(form.optimizer, usual.training().optimizer().kind());
        List<Integer> layers = or(form.hidden, usual.network().units());
        needs(form.activation, !layers.isEmpty(), "--activation needs a hidden layer, and --hidden 0 has none.");
        needs(form.dropout, !layers.isEmpty(), "--dropout needs a hidden layer, and --hidden 0 has none.");
        needs(form.momentum, kind == OptimizerSpec.Kind.MOMENTUM, "--momentum needs --optimizer momentum.");
        needs(form.weightDecay, kind == OptimizerSpec.Kind.ADAMW, "--weight-decay needs --optimizer adamw.");
        return Checks.refusing(
                command,
                () -> TrainingConfig.of(new Setup(network(usual.network().withUnits(layers)), usual.training()))
                        .with(draft -> {
                            draft.optimizer = optimizer(kind, draft.optimizer);
                            draft.classWeights = or(form.classWeights, draft.classWeights);
                            draft.batch = or(batch, draft.batch);
                            draft.epochs = or(epochs, draft.epochs);
                            draft.seed = seed();
                            draft.schedule = schedule(or(rate.kind, usualSchedule), draft.epochs);
                            draft.validation = held;
                            draft.folds = folds;
                            draft.stop = rules(held + folds > 0, StopRules.NONE);
                        }));
    }

    private NetworkSpec network(NetworkSpec usual) {
        return new NetworkSpec(
                usual.inputs(),
                form.activation == null ? usual.hidden() : NetworkSpec.layers(usual.units(), form.activation),
                usual.outputs(),
                or(form.loss, usual.loss()),
                usual.output(),
                or(form.dropout, usual.dropout()),
                form.init == null || form.init.named() == null ? usual.initialization() : form.init.named());
    }

    private OptimizerSpec optimizer(OptimizerSpec.Kind kind, OptimizerSpec usual) {
        OptimizerSpec settings = kind == usual.kind() ? usual : kind.byDefault();
        return new OptimizerSpec(
                kind,
                or(learningRate, settings.learningRate()),
                or(form.momentum, settings.momentum()),
                or(form.weightDecay, settings.weightDecay()),
                settings.epsilon());
    }

    private RateSchedule schedule(RateSchedule.Kind kind, int passes) {
        needs(rate.decayEvery, kind == RateSchedule.Kind.STEP, "--decay-every needs --schedule step.");
        needs(rate.decay, kind != RateSchedule.Kind.CONSTANT, "--decay needs --schedule step or cosine.");
        return Checks.refusing(command, Map.of("epochs", "--decay-every", "factor", "--decay"), () -> switch (kind) {
            case CONSTANT -> RateSchedule.CONSTANT;
            case COSINE -> new RateSchedule(kind, or(rate.decay, 0.0), passes);
            case STEP ->
                new RateSchedule(
                        kind,
                        or(rate.decay, STEP_FACTOR),
                        or(rate.decayEvery, (passes + STEPS_OF_RATE - 1) / STEPS_OF_RATE));
        });
    }

    /** Where an option is not given, the earlier rule holds. */
    private StopRules rules(boolean judges, StopRules earlier) {
        needs(stop.patience, judges, "--patience needs --validation N, training images to hold out and judge by.");
        needs(stop.target, judges, "--target-accuracy needs --validation N, training images to hold out and judge by.");
        return new StopRules(
                or(stop.patience, earlier.patience()),
                or(stop.target, earlier.targetAccuracyPercent()),
                or(stop.timeLimit, earlier.timeLimitSeconds()));
    }

    /**
     * @param saved settings of the run to resume
     * @param done epochs that it has begun
     * @return its settings from now on
     */
    TrainingConfig resumed(TrainingConfig saved, int done) {
        TrainingSpec training = saved.training();
        if (epochs != null && epochs < done) {
            throw wrong("--epochs " + epochs + ": the run to resume has begun epoch " + done + ".");
        }
        if (epochs != null && epochs != training.epochs() && training.schedule().kind() == RateSchedule.Kind.COSINE) {
            throw wrong("--epochs " + epochs + ": the cosine schedule of the run to resume ends with epoch "
                    + training.epochs() + ", which cannot change.");
        }
        return Checks.refusing(
                command,
                () -> saved.with(draft -> {
                    draft.epochs = or(epochs, draft.epochs);
                    draft.stop = rules(draft.validation + draft.folds > 0, draft.stop);
                }));
    }

    /** @return the configuration with the hidden layers of the file that the run starts from */
    TrainingConfig withHidden(TrainingConfig config, Parameters initial) {
        List<Integer> found = IntStream.range(1, initial.layers())
                .mapToObj(k -> initial.bias(k).columns())
                .toList();
        if (form.hidden != null && !form.hidden.equals(found)) {
            throw wrong("--hidden " + layers(form.hidden) + ": " + initialFile() + " has " + layers(found)
                    + " hidden units.");
        }
        return Checks.refusing(command, () -> config.with(draft -> draft.network = draft.network.withUnits(found)));
    }

    private static String layers(List<Integer> units) {
        return units.isEmpty() ? "0" : units.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * @param saved the method of the run to resume, or the default of a new one
     * @param threads if they are given
     * @return the method with what the options change
     */
    TrainingMethod method(TrainingMethod saved, OptionalInt threads) {
        boolean stock = layers == null ? saved.trainer() == TrainerChoice.DL4J_STOCK : layers == Layers.STOCK;
        TrainerChoice asked = or(trainer, saved.trainer());
        needs(
                layers,
                asked != TrainerChoice.BY_HAND,
                "--layers is for Deeplearning4j's fit, and here the trainer by hand trains: leave one of them out.");
        TrainerChoice choice = asked == TrainerChoice.BY_HAND || !stock && !asked.inDl4j()
                ? asked
                : stock ? TrainerChoice.DL4J_STOCK : TrainerChoice.DL4J;
        KernelChoice kernels = choice == saved.trainer() ? saved.kernels() : KernelChoice.AUTO;
        return new TrainingMethod(choice, kernels, threads.orElse(saved.threads()));
    }

    private void needs(Object given, boolean fine, String message) {
        if (given != null && !fine) {
            throw wrong(message);
        }
    }

    private ParameterException wrong(String message) {
        return Checks.wrong(command, message);
    }

    private static <T> T or(T given, T usual) {
        return given == null ? usual : given;
    }

    /** Where parameters start: one of the two. */
    private record Start(Initialization named, Path file) {}

    static final class HiddenLayers implements ITypeConverter<List<Integer>> {
        @Override
        public List<Integer> convert(String value) {
            if (value.equals("0") || value.equals("none")) {
                return List.of();
            }
            return Conversions.read(
                    value,
                    text -> Arrays.stream(text.split(",", -1))
                            .map(Integer::valueOf)
                            .toList(),
                    "whole numbers from 1 to " + NetworkSpec.MOST_UNITS + ", separated by commas, or 0");
        }
    }

    static final class ActivationName implements ITypeConverter<Elementwise> {
        @Override
        public Elementwise convert(String value) {
            if (value.equalsIgnoreCase(Softmax.SOFTMAX.label())) {
                throw new TypeConversionException("softmax is the output layer's; hidden layers may have "
                        + Conversions.list(Elementwise.values(), Elementwise::label) + ".");
            }
            return Conversions.oneOf(value, Elementwise.values(), Elementwise::label);
        }
    }

    static final class StartName implements ITypeConverter<Start> {
        @Override
        public Start convert(String value) {
            for (Initialization named : Initialization.values()) {
                if (named.label().equals(value.toLowerCase(Locale.ROOT))) {
                    return new Start(named, null);
                }
            }
            Path file = TableDataOptions.file(value);
            if (file == null) {
                throw new TypeConversionException(
                        "expected he, xavier, torch, normal or a file (./NAME), found '" + value + "'"
                                + Nearest.hint(
                                        value,
                                        Arrays.stream(Initialization.values())
                                                .map(Initialization::label)
                                                .toList())
                                + ".");
            }
            return new Start(null, file);
        }
    }

    /** Reads a time such as 90s, 10m or 1h30m; a number alone is seconds. */
    static final class Durations implements ITypeConverter<Double> {
        /** @return seconds, above 0 */
        @Override
        public Double convert(String value) {
            try {
                String unit = value.matches(".*\\d") ? "S" : "";
                double seconds = Duration.parse("PT" + value + unit).toMillis() / 1000.0;
                if (seconds > 0) {
                    return seconds;
                }
            } catch (DateTimeParseException | ArithmeticException e) {
                // said below
            }
            throw new TypeConversionException("expected a time such as 90s, 10m or 1h30m, found '" + value + "'.");
        }
    }
}
