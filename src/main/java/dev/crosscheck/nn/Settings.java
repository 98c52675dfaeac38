package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The settings that somebody has given; all others are taken from elsewhere. */
@SuppressWarnings("NullAway") // a setting has no value where none is usual
public final class Settings {
    /** Longer than all settings together with the longest sizes and as many class weights as there may be. */
    private static final int MOST_CHARACTERS = 1 << 18;

    /** Inputs, outputs and as many hidden layers as there may be, with hyphens. */
    private static final int MOST_OF_SIZES = (NetworkSpec.MOST_LAYERS + 2) * 24;

    /** What a line has where no word says something else. */
    private static final int BATCH = 16;

    private final Map<Setting<?>, String> given = new LinkedHashMap<>();

    /** @throws CrosscheckException if the text is no value of the setting, or the setting is already given */
    public void set(Setting<?> setting, String text) {
        setting.read(text);
        String before = given.putIfAbsent(setting, text);
        if (before != null) {
            throw new CrosscheckException(
                    Printable.excerpt(before) + " and " + Printable.excerpt(text) + " are both given as "
                            + setting.label(),
                    setting == Setting.ACTIVATION
                            ? "Name that of the hidden layers, and that of the output as output:NAME."
                            : "Name one.");
        }
    }

    /**
     * Reads words such as {@code huber dropout:0.2}, separated by spaces or commas, in any case. A word is a setting's name with its value or,
     * of loss, optimizer and activations, the value alone.
     *
     * @param known the settings that may be among them
     * @throws CrosscheckException if a word is none of them, or has another value, or names what is already given; it suggests the nearest
     *     word for a misspelt one
     */
    public void words(List<Setting<?>> known, String text) {
        split(text).forEach(word -> word(known, word));
    }

    private static List<String> split(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private void word(List<Setting<?>> known, String word) {
        int colon = word.indexOf(':');
        String first = word.split("[/:]", 2)[0];
        Setting<?> meant = known.stream()
                .filter(setting -> colon >= 0
                        ? setting.label().equals(word.substring(0, colon))
                        : Setting.BY_VALUE.contains(setting)
                                && setting.reader().names().contains(first))
                .findFirst()
                .orElseThrow(() -> unknown(known, word, first + (colon < 0 ? "" : ":")));
        set(meant, word.substring(colon + 1));
    }

    private static CrosscheckException unknown(List<Setting<?>> known, String word, String misspelt) {
        List<String> words = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Setting<?> setting : known) {
            List<String> names =
                    Setting.BY_VALUE.contains(setting) ? setting.reader().names() : List.of();
            words.add(setting.label() + ":");
            words.addAll(names);
            all.add(setting.label() + ":" + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")"));
        }
        return new CrosscheckException(
                Printable.quoted(word) + " means nothing here" + Nearest.hint(misspelt, words),
                "The words are " + String.join(", ", all) + ".");
    }

    /** @return the settings that are given */
    public Set<Setting<?>> given() {
        return given.keySet();
    }

    /** @return the value; null if it is not given */
    public <T> T get(Setting<T> setting) {
        return or(setting, null);
    }

    private <T> T or(Setting<T> setting, T usual) {
        String text = given.get(setting);
        return text == null ? usual : setting.read(text);
    }

    /**
     * @param usual has the settings that are not given
     * @return the setup with those that are
     * @throws CrosscheckException if they do not go together
     */
    public Setup over(Setup usual) {
        NetworkSpec network = usual.network();
        return new Setup(
                network(network, network.inputs(), or(Setting.HIDDEN, network.hidden()), network.outputs()),
                training(usual.training()));
    }

    /** Reads a line as {@link Setup#parse(String, long)} does. */
    static Setup parse(String line, long seed) {
        if (line.length() > MOST_CHARACTERS) {
            throw new CrosscheckException(
                    "A network of " + line.length() + " characters: at most " + MOST_CHARACTERS + " are read",
                    "Name sizes, activation, loss and optimizer, such as 8-32-16-1 relu huber adam.");
        }
        Settings settings = new Settings();
        Form form;
        try {
            List<String> words = split(line);
            form = form(words.isEmpty() ? "" : words.get(0));
            words.stream().skip(1).forEach(word -> settings.word(Setting.OF_LINE, word));
        } catch (CrosscheckException e) {
            String problem = "Network " + Printable.quoted(line.strip()) + ": " + Printable.line(e.clause());
            throw new CrosscheckException(problem, e.remedy(), e);
        }
        NetworkSpec usual = new NetworkSpec(0, form.hidden, 0, Loss.MEAN_SQUARED_ERROR, null, 0, Initialization.TORCH)
                .of(form.input, form.outputs);
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault();
        return new Setup(
                settings.network(usual, usual.inputs(), usual.hidden(), usual.outputs()),
                settings.training(new TrainingSpec(adam, BATCH, TrainingSpec.EPOCHS, seed)));
    }

    /** The layers of a line, for instance {@code 8-32-16-1} or {@code 28x28-conv8x5-pool2-10}. */
    private record Form(Shape input, List<Layer> hidden, int outputs) {}

    private static Form form(String word) {
        if (word.length() > MOST_OF_SIZES) {
            throw new CrosscheckException(
                    "sizes of " + word.length() + " characters: at most " + MOST_OF_SIZES + " are read",
                    "Join inputs, at most " + NetworkSpec.MOST_LAYERS + " hidden layers and outputs by hyphens.");
        }
        List<String> words = List.of(word.split("-", -1));
        int last = words.size() - 1;
        Shape input = LayerWords.shape(words.get(0));
        Shape output = LayerWords.shape(words.get(last));
        if (last == 0 || input == null || output == null || output.size() != output.channels()) {
            throw new CrosscheckException(
                    "expected sizes first, found " + Printable.quoted(word),
                    "Join inputs, hidden layers and outputs by hyphens, such as 8-32-16-1, 8-1 without a hidden layer,"
                            + " or 28x28-conv8x5-pool2-10.");
        }
        if (input.size() == 0 || output.size() == 0) {
            throw new CrosscheckException(
                    "0 inputs or outputs are not possible", "Give a network one input and one output or more.");
        }
        return new Form(input, LayerWords.read(words.subList(1, last)), output.size());
    }

    private NetworkSpec network(NetworkSpec usual, int inputs, List<Layer> layers, int outputs) {
        Activation output = get(Setting.OUTPUT);
        Loss loss = or(Setting.LOSS, output == null ? usual.loss() : Loss.partnerOf(output));
        return new NetworkSpec(
                inputs,
                hidden(usual, layers),
                outputs,
                loss,
                output == null && loss == usual.loss() ? usual.output() : output,
                or(Setting.DROPOUT, usual.dropout()),
                or(Setting.INIT, usual.initialization()),
                or(Setting.GROUPS, usual.groups()));
    }

    private List<Layer> hidden(NetworkSpec usual, List<Layer> layers) {
        List<Activation> each = get(Setting.ACTIVATION);
        if (each == null) {
            return titles(layers).equals(titles(usual.hidden()))
                    ? usual.hidden()
                    : usual.withDense(layers).hidden();
        }
        if (layers.isEmpty()) {
            throw new CrosscheckException(
                    "There is no hidden layer for the activation " + given.get(Setting.ACTIVATION),
                    "Leave it out, or add a hidden layer.");
        }
        if (each.size() > 1 && each.size() != layers.size()) {
            throw new CrosscheckException(
                    each.size() + " activations for " + layers.size() + " hidden layers", "Name one, or one for each.");
        }
        return IntStream.range(0, layers.size())
                .mapToObj(k -> layers.get(k).with(each.get(Math.min(k, each.size() - 1))))
                .toList();
    }

    private static List<String> titles(List<Layer> layers) {
        return layers.stream().map(Layer::title).toList();
    }

    private TrainingSpec training(TrainingSpec usual) {
        int epochs = or(Setting.EPOCHS, usual.epochs());
        return new TrainingSpec(
                optimizer(usual.optimizer()),
                or(Setting.CLASS_WEIGHTS, usual.classWeights()),
                or(Setting.SCHEDULE, run -> usual.schedule().over(usual.epochs(), run))
                        .apply(epochs),
                or(Setting.BATCH, usual.batch()),
                epochs,
                or(Setting.VALIDATION, usual.validation()),
                or(Setting.FOLDS, usual.folds()),
                new StopRules(
                        or(Setting.PATIENCE, usual.stop().patience()),
                        or(Setting.TIME_LIMIT, usual.stop().timeLimitSeconds())),
                new Variation(
                        or(Setting.SHIFT, usual.variation().shift()),
                        or(Setting.MIRROR, usual.variation().mirror())),
                or(Setting.SEED, usual.seed()));
    }

    private OptimizerSpec optimizer(OptimizerSpec usual) {
        OptimizerSpec.Kind kind = or(Setting.OPTIMIZER, usual.kind());
        OptimizerSpec settings = kind == usual.kind() ? usual : kind.byDefault();
        return new OptimizerSpec(
                kind,
                or(Setting.LR, settings.learningRate()),
                or(Setting.MOMENTUM, settings.momentum()),
                or(Setting.WEIGHT_DECAY, settings.weightDecay()),
                or(Setting.EPSILON, settings.epsilon()));
    }
}
