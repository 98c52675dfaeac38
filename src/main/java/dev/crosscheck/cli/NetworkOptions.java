package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.PictureGuide;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.tables.TableWishes;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The network and its training: options and words for the settings of {@link Setting#ALL}, and who trains. What is not given comes from the
 * course's network for digits, the guide for tables or the run to resume.
 */
final class NetworkOptions {
    /** The network of course section 5. */
    private static final Setup DIGITS = new Setup(
            NetworkSpec.digits(256), new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), 64, TrainingSpec.EPOCHS, 1));

    private static final String WITH = "--with";

    private static final FileOrText NONE = new FileOrText(null, null);

    /** A word of {@code --with} about the pictures. */
    private static final String HANDWRITING = "handwriting";

    private final Map<Setting<?>, OptionSpec> options = new LinkedHashMap<>();
    private CommandSpec command;

    @Option(
            names = "--trainer",
            paramLabel = "NAME",
            description =
                    "by-hand: the course's backpropagation, the fastest on a CPU; dl4j: Deeplearning4j's fit. Default:"
                            + " auto, dl4j for images with ReLU and Adam, else by-hand.")
    private TrainerChoice trainer;

    /** Of Deeplearning4j's fit. */
    enum Layers {
        CROSSCHECK,
        STOCK
    }

    @Option(
            names = "--layers",
            paramLabel = "NAME",
            description =
                    "Of Deeplearning4j's fit for digits on the CPU: crosscheck, which call the engine's kernels, or stock,"
                            + " its own. Default: crosscheck.")
    private Layers layers;

    /** Adds the options that follow from the table of settings. */
    void addTo(CommandSpec spec) {
        command = spec;
        for (Setting<?> setting : ofUse(Setting.Use.OPTION)) {
            OptionSpec.Builder option = option("--" + setting.label(), setting.form(), List.of(setting.help()))
                    .type(FileOrText.class);
            options.put(setting, option.converters(converter(setting)).build());
        }
        List<String> help = new ArrayList<>(List.of("More of the network and its training:"));
        ofUse(Setting.Use.WORD)
                .forEach(word ->
                        help.add(word.label() + (word.form().isEmpty() ? "" : ":" + word.form()) + " " + word.help()));
        help.add(HANDWRITING + " ten folders of pictures named 0 to 9, prepared as MNIST's");
        options.values().forEach(spec::addOption);
        spec.addOption(option(WITH, "WORDS", help)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .converters(NetworkOptions::ofWords)
                .build());
    }

    private static OptionSpec.Builder option(String name, String form, List<String> help) {
        return OptionSpec.builder(name)
                .paramLabel(form)
                .description(help.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new));
    }

    /** @return the settings that {@code train} takes so */
    static List<Setting<?>> ofUse(Setting.Use use) {
        return Setting.ALL.stream().filter(setting -> setting.use() == use).toList();
    }

    /** Refuses what is no value of an option, whose text is kept. */
    private static ITypeConverter<FileOrText> converter(Setting<?> setting) {
        if (setting == Setting.VALIDATION) {
            return FileOrText::ofExamples;
        }
        if (setting == Setting.INIT) {
            return NetworkOptions::start;
        }
        return text -> {
            try {
                if (setting == Setting.ACTIVATION) {
                    Conversions.oneOf(text, Elementwise.values(), Elementwise::label);
                }
                setting.read(text);
                return new FileOrText(null, text);
            } catch (Members.Unfit e) {
                throw new TypeConversionException(e.rest());
            }
        };
    }

    /** Reads the name of an initialization, or a file with parameters. */
    private static FileOrText start(String value) {
        Path file = TableDataOptions.file(value);
        try {
            return new FileOrText(file, file == null ? Setting.INIT.read(value).label() : null);
        } catch (Members.Unfit e) {
            throw new TypeConversionException(e.rest().replaceFirst(" or (\\w+),", ", $1 or a file (./NAME),"));
        }
    }

    private static String ofWords(String text) {
        try {
            new Settings().words(ofUse(Setting.Use.WORD), ofNetwork(text));
            return text;
        } catch (Members.Unfit e) {
            throw new TypeConversionException(e.getMessage());
        } catch (CrosscheckException e) {
            String words = e.remedy().replace("The words are ", "The words are " + HANDWRITING + ", ");
            throw new TypeConversionException(e.clause() + ". " + words);
        }
    }

    private static String ofNetwork(String words) {
        return (" " + words + " ").replaceAll("(?i)(?<=[\\s,])" + HANDWRITING + "(?=[\\s,])", "");
    }

    /** @return whether somebody says that the pictures are handwriting */
    boolean handwriting() {
        return words().anyMatch(text -> !ofNetwork(text).strip().equals(text.strip()));
    }

    private Stream<String> words() {
        List<String> words = command.findOption(WITH).getValue();
        return words == null ? Stream.empty() : words.stream();
    }

    /** @return the value of an option; {@link #NONE} if it is not given */
    private FileOrText given(Setting<?> setting) {
        FileOrText value = options.get(setting).getValue();
        return value == null ? NONE : value;
    }

    /** @return all that is given, except {@code --validation}, which tables take in another way than pictures */
    private Settings settings() {
        return Checks.refusing(command, () -> {
            Settings settings = new Settings();
            for (Setting<?> setting : options.keySet()) {
                String text = given(setting).text();
                if (text != null && setting != Setting.VALIDATION) {
                    settings.set(setting, text);
                }
            }
            words().forEach(text -> settings.words(ofUse(Setting.Use.WORD), ofNetwork(text)));
            return settings;
        });
    }

    /** @return what is wanted of training on a table */
    TableWishes wishes(TableSource source, DecisionSpec decision, TrainingMethod method) {
        Settings settings = settings();
        Integer folds = settings.get(Setting.FOLDS);
        if (folds != null && folds > 0 && given(Setting.VALIDATION) != NONE) {
            throw wrong("--folds " + folds + " judges by all training rows: leave out --validation.");
        }
        return new TableWishes(source, settings, validationShare(), decision, method);
    }

    /** @return the file to start from, or null */
    Path initialFile() {
        return given(Setting.INIT).file();
    }

    /** @return rows of a table to validate on; null if the option is not given */
    Share validationShare() {
        return given(Setting.VALIDATION).share();
    }

    /** @return a file of a table's rows to validate on, or null */
    Path validationFile() {
        return given(Setting.VALIDATION).file();
    }

    /** @return images to validate on */
    private int validationImages() {
        boolean isFile = validationFile() != null;
        Share share = Objects.requireNonNullElse(validationShare(), Share.NONE);
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

    /** Refuses what no table makes possible, before it is read. */
    void requireOfTable() {
        if (handwriting()) {
            throw wrong("--with handwriting is for pictures, not for a table.");
        }
        Stream.of(Setting.SHIFT, Setting.MIRROR)
                .filter(settings().given()::contains)
                .forEach(setting -> {
                    throw wrong("--with " + setting.label() + " is for pictures, not for a table.");
                });
        if (initialFile() != null) {
            throw wrong("--init " + initialFile() + ": a table's network starts from he, xavier, torch or normal.");
        }
        Checks.refusing(command, () -> Guide.units(settings()));
    }

    /** Refuses values that no data make possible, before a table is read. */
    void requireRanges() {
        requireLayers(hidden());
        Settings settings = settings();
        boolean decays = settings.get(Setting.OPTIMIZER) == null && settings.get(Setting.WEIGHT_DECAY) != null;
        OptimizerSpec usual = decays
                ? OptimizerSpec.Kind.ADAMW.byDefault()
                : DIGITS.training().optimizer();
        Checks.refusing(
                command,
                () -> settings.over(
                        new Setup(DIGITS.network(), DIGITS.training().with(usual))));
    }

    /** @return the configuration of a new run on images */
    TrainingConfig config() {
        Settings settings = settings();
        Loss loss = settings.get(Setting.LOSS);
        if (loss != null && loss.partner() != Softmax.SOFTMAX) {
            throw wrong("Invalid value for option '" + WITH
                    + "': loss: images have classes, whose loss is cross-entropy, found '" + loss.label() + "'.");
        }
        return config(DIGITS, validationImages())
                .with(draft -> draft.init =
                        initialFile() == null ? null : initialFile().toString());
    }

    /** @return what is taken for so many pictures where no option says otherwise */
    PictureGuide pictureGuide(Shape shape, int pictures) {
        return PictureGuide.of(DIGITS, shape, pictures);
    }

    /**
     * @param usual by the guide
     * @param held images to validate on
     * @param asked the configuration by options alone
     * @return the configuration of a new run on somebody's own pictures
     */
    TrainingConfig ofPictures(Setup usual, int held, TrainingConfig asked) {
        Setup setup = config(usual, held).setup();
        TrainingConfig config = asked.withSetup(setup);
        return held > 0 || given(Setting.PATIENCE) != NONE
                ? config
                : config.with(draft -> draft.stop = new StopRules(null, draft.stop.timeLimitSeconds()));
    }

    /** @return whether no option says which network pictures get: the guide then chooses one, and how long it is trained by hand */
    boolean leavesPicturesOpen() {
        return hidden() == null
                && settings().get(Setting.ACTIVATION) == null
                && initialFile() == null
                && layers == null
                && (trainer == null || !trainer.inDl4j());
    }

    private TrainingConfig config(Setup usual, int held) {
        Settings settings = settings();
        return Checks.refusing(
                command, () -> TrainingConfig.of(settings.over(usual)).with(draft -> draft.validation = held));
    }

    /** Refuses patience without something to judge by. */
    void requireJudged(boolean judges) {
        if (given(Setting.PATIENCE) != NONE && !judges) {
            throw wrong("--patience needs --validation N, training images to hold out and judge by.");
        }
    }

    /**
     * @param saved settings of the run to resume
     * @param done epochs that it has begun
     * @return its settings from now on
     */
    TrainingConfig resumed(TrainingConfig saved, int done) {
        TrainingSpec training = saved.training();
        Settings settings = settings();
        Integer epochs = settings.get(Setting.EPOCHS);
        if (epochs != null && epochs < done) {
            throw wrong("--epochs " + epochs + ": the run to resume has begun epoch " + done + ".");
        }
        RateSchedule schedule = training.schedule();
        boolean follows = schedule.kind() == RateSchedule.Kind.COSINE && schedule.epochs() == training.epochs();
        if (epochs != null && epochs != training.epochs() && follows) {
            throw wrong("--epochs " + epochs + ": the cosine schedule of the run to resume ends with epoch "
                    + training.epochs() + ", which cannot change.");
        }
        requireJudged(training.validates());
        return Checks.refusing(command, () -> saved.withSetup(settings.over(saved.setup())));
    }

    /** @return the configuration with the hidden layers of the file that the run starts from, and their activations unless one is given */
    TrainingConfig withHidden(TrainingConfig config, List<Layer> found) {
        List<Layer> hidden = hidden();
        if (hidden != null && !layers(hidden).equals(layers(found))) {
            throw wrong("--hidden " + layers(hidden) + ": the hidden layers of " + initialFile() + " are "
                    + layers(found) + ".");
        }
        requireLayers(found);
        List<Activation> activation = settings().get(Setting.ACTIVATION);
        return Checks.refusing(
                command,
                () -> config.with(draft -> draft.network = draft.network.withHidden(found.stream()
                        .map(layer -> activation == null ? layer : layer.with(activation.get(0)))
                        .toList())));
    }

    /** @return the hidden layers of the option; null if it is not given */
    List<Layer> hidden() {
        return settings().get(Setting.HIDDEN);
    }

    private static String layers(List<Layer> hidden) {
        return hidden.isEmpty()
                ? "0"
                : hidden.stream().map(layer -> layer.title().replace('-', ',')).collect(Collectors.joining(","));
    }

    /**
     * @param saved the method of the run to resume, or the default of a new one
     * @param threads if they are given
     * @return the method with what the options change
     */
    TrainingMethod method(TrainingMethod saved, OptionalInt threads) {
        boolean stock = layers == null ? saved.trainer() == TrainerChoice.DL4J_STOCK : layers == Layers.STOCK;
        TrainerChoice asked = Objects.requireNonNullElse(trainer, saved.trainer());
        if (layers != null && asked == TrainerChoice.BY_HAND) {
            throw wrong(
                    "--layers is for Deeplearning4j's fit, and here the trainer by hand trains: leave one of them out.");
        }
        TrainerChoice choice = switch (asked) {
            case BY_HAND -> TrainerChoice.BY_HAND;
            case AUTO -> stock ? TrainerChoice.DL4J_STOCK : TrainerChoice.AUTO;
            case DL4J, DL4J_STOCK -> stock ? TrainerChoice.DL4J_STOCK : TrainerChoice.DL4J;
        };
        requireLayers(hidden());
        KernelChoice kernels = choice == saved.trainer() ? saved.kernels() : KernelChoice.AUTO;
        return new TrainingMethod(choice, kernels, threads.orElse(saved.threads()));
    }

    private void requireLayers(List<Layer> hidden) {
        if (layers == Layers.CROSSCHECK && hidden != null && Convolution.isAmong(hidden)) {
            throw wrong("--layers crosscheck: Deeplearning4j trains convolutions with its own layers: leave it out.");
        }
    }

    private ParameterException wrong(String message) {
        return Checks.wrong(command, message);
    }
}
