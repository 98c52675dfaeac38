package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Records sessions as self-contained HTML pages in UTF-8, which work without a server: states, passes and surfaces of some steps, and the
 * losses of all steps.
 */
public final class SavedSession {
    /** Number of recorded steps: two or three seconds of animation. */
    private static final int STEPS = 100;

    /** Passes are recorded for one in so many of these steps, since each has all numbers of an example. */
    private static final int PASS_EVERY = 4;

    /** Number of examples whose passes are recorded, in addition to the batch's. */
    private static final int EXAMPLES = 4;

    /** Total bytes of the surfaces, which take about as many bytes in the file. */
    private static final int SURFACE_BYTES = 500_000;

    /** With the default configuration, XOR has been learned after this many steps. */
    public static final int USUAL_STEPS = 4_000;

    private static final int LARGEST_SIDE = 40;

    /** What the page shows of a perceptron's training. */
    private static final int MOST_EPOCHS = 1_000;

    private final Map<String, Object> all = new LinkedHashMap<>();

    private SavedSession() {
        all.put("version", 1);
        all.put("limits", LimitsView.ALL);
    }

    /**
     * Records a session and the other chapters.
     *
     * @param config the configuration, as for {@code POST /api/explore/sessions}; null for the default
     * @param steps number of training steps
     * @param digits the data of the chapter on digits; null to leave it out
     * @throws CrosscheckException if such a session cannot be created, or cannot have so many steps
     */
    static byte[] page(byte[] config, int steps, DigitData digits) {
        SavedSession saved = new SavedSession();
        Config read = config == null ? Config.read("{}".getBytes(StandardCharsets.UTF_8)) : Config.read(config);
        saved.add(Experiment.of(read), steps);
        byte[] page = SavedPage.of(Wire.text(saved.all));
        return digits == null ? page : digits.in(page);
    }

    /**
     * Records the course's training on XOR with given initial parameters.
     *
     * @param network a network with two inputs and a linear output
     * @param start its initial parameters; not modified
     * @param learningRate η
     * @param steps number of training steps, as far as the limits allow
     * @return empty if the network is larger than the explorer allows, or uses an activation that the explorer does not have
     */
    public static Optional<byte[]> ofXor(Network network, Parameters start, double learningRate, int steps) {
        List<Config.Layer> hidden = new ArrayList<>();
        List<Integer> units = network.sizes().subList(1, network.layers());
        if (units.size() > Limits.HIDDEN
                || units.stream().anyMatch(count -> count > Limits.UNITS)
                || !Config.activations().contains(network.activation(1).label())
                || learningRate > Config.LARGEST_RATE) {
            return Optional.empty();
        }
        for (int k = 1; k < network.layers(); k++) {
            hidden.add(new Config.Layer(
                    network.sizes().get(k), network.activation(k).label()));
        }
        Config config = new Config(null, hidden, null, null, null, learningRate, null, null, null, null, null, null);
        SavedSession saved = new SavedSession();
        saved.add(Experiment.from(config, start), steps);
        return Optional.of(SavedPage.of(Wire.text(saved.all)));
    }

    /**
     * A page that begins with a perceptron's training on a gate.
     *
     * @param gate the gate to learn
     * @param start the initial perceptron
     * @param learningRate η
     * @param epochs maximum number of epochs; the page shows those of the first 5,000 steps
     * @return empty if the start or the learning rate exceeds the explorer's limits
     */
    public static Optional<byte[]> ofPerceptron(LogicGate gate, Perceptron start, double learningRate, int epochs) {
        double[] numbers = {start.weights()[0], start.weights()[1], start.bias()};
        if (learningRate > Limits.LARGEST || Arrays.stream(numbers).anyMatch(w -> Math.abs(w) > Limits.LARGEST)) {
            return Optional.empty();
        }
        String begin = "perceptron?gate=" + gate + "&rate=" + learningRate + "&epochs=" + Math.min(epochs, MOST_EPOCHS)
                + "&start=" + Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(","));
        SavedSession saved = new SavedSession();
        saved.all.put("begin", begin);
        saved.add(Experiment.of(Config.read("{}".getBytes(StandardCharsets.UTF_8))), USUAL_STEPS);
        return Optional.of(SavedPage.of(Wire.text(saved.all)));
    }

    private void add(Experiment experiment, int steps) {
        Session session = new Session(experiment);
        int wanted = Math.min(steps, session.mostSteps());
        Branch.View view;
        do {
            view = session.train(0, wanted - session.views().get(0).steps());
        } while (view.steps() < wanted && view.brokeAt() == null);
        List<Integer> recorded = steps(view.steps());
        all.put("session", SessionCalls.view("recorded", session));
        all.put("steps", recorded);
        List<Passes.Frame> frames = new ArrayList<>();
        Map<String, Passes.Pass> passes = new LinkedHashMap<>();
        Map<String, Surfaces.Inline> surfaces = new LinkedHashMap<>();
        int side = side(experiment, recorded.size());
        int examples = Math.min(EXAMPLES, experiment.examples().size());
        for (int i = 0; i < recorded.size(); i++) {
            int step = recorded.get(i);
            frames.add(session.at(0, step, (at, rate) -> Passes.frame(experiment, at, Passes.BATCH, false)));
            surfaces.put("0:" + step, session.at(0, step, (at, rate) -> surface(experiment, at, side)));
            boolean withPasses = i % PASS_EVERY == 0 || i == recorded.size() - 1;
            for (int example = Passes.BATCH; withPasses && example < examples; example++) {
                int one = example;
                passes.put(
                        "0:" + step + ":" + example,
                        session.at(0, step, (at, rate) -> Passes.pass(experiment, at, rate, one)));
            }
        }
        all.put("frames", Map.of("0", frames));
        all.put("passes", passes);
        all.put("surfaces", surfaces);
    }

    /** Steps from the first to the last, more closely spaced at the beginning, where most happens. */
    private static List<Integer> steps(int last) {
        TreeSet<Integer> steps = new TreeSet<>();
        for (int i = 0; i <= STEPS; i++) {
            steps.add((int) Math.round(last * Math.pow((double) i / STEPS, 2)));
        }
        return List.copyOf(steps);
    }

    private static int side(Experiment experiment, int count) {
        Network network = experiment.network();
        int maps = network.sizes().stream().mapToInt(Integer::intValue).sum()
                - network.sizes().get(0);
        double points = (double) SURFACE_BYTES / Float.BYTES / count / maps;
        double side = network.sizes().get(0) == 1 ? points : Math.sqrt(points);
        return (int) Math.max(Limits.LEAST_SURFACE_SIDE, Math.min(LARGEST_SIDE, side));
    }

    private static Surfaces.Inline surface(Experiment experiment, Experiment.State at, int side) {
        Surfaces.Gathering gathering = new Surfaces.Gathering(experiment, side, true, 1);
        gathering.add(at);
        return gathering.surface().inline();
    }
}
