package dev.crosscheck.tables;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.OneNetwork;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.byhand.OutputLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The folds of a run's training examples. For each there is a network that is trained on all others; the run's network is their mean: its
 * logits are the mean of theirs. Each example is judged by the one network that was not trained on it.
 */
public final class Folds implements Trainee {
    private final TrainingConfig config;
    private final TrainingStart from;
    private final Setup setup;
    private final Examples all;
    private final List<int[]> rows;
    private final List<Examples> inside;

    private Folds(TrainingConfig config, TrainingStart from, Examples all, List<int[]> rows) {
        this.config = config;
        this.from = from;
        this.setup = TrainingMethod.known(config.setup(), all);
        this.all = all;
        this.rows = rows;
        this.inside = rows.stream().map(all::select).toList();
    }

    /** @return what a run trains: a network for each fold if it has folds, else one */
    public static Trainee orOne(Device device, TrainingStart from, TrainingConfig config, DataSet data) {
        return config.training().folds() > 0 ? of(from, config, data) : OneNetwork.of(device, from, config, data);
    }

    static Folds of(TrainingStart from, TrainingConfig config, DataSet data) {
        Examples all = data.train();
        int[] foldOf = data.folds(
                all.size(), config.training().folds(), config.training().seed());
        int count = Arrays.stream(foldOf).max().orElseThrow() + 1;
        List<int[]> rows = IntStream.range(0, count)
                .mapToObj(fold -> IntStream.range(0, foldOf.length)
                        .filter(row -> foldOf[row] == fold)
                        .toArray())
                .toList();
        return new Folds(config, from, all, rows);
    }

    private int count() {
        return rows.size();
    }

    /** @return all that are divided: each network learns from those outside its fold */
    @Override
    public Examples train() {
        return all;
    }

    /** @return the same examples, each of which the network of its fold answers */
    @Override
    public Examples held() {
        return all;
    }

    @Override
    public Batches batches() {
        return new Batches(all, config.training().batch());
    }

    NetworkSpec network() {
        return setup.network();
    }

    /** @return the examples of a fold, always the same ones, so that networks can keep them prepared */
    Examples inside(int fold) {
        return inside.get(fold);
    }

    /** Each network is trained by hand with one thread. */
    @Override
    public Trainer trainer(NetworkState start, Batches batches) {
        TrainingMethod alone =
                new TrainingMethod(TrainerChoice.BY_HAND, config.method().kernels(), 1);
        List<NetworkState> starts = separate(start);
        List<Trainer> members = new ArrayList<>();
        List<FoldsTrainer.Outside> outside = new ArrayList<>();
        for (int fold = 0; fold < count(); fold++) {
            int left = fold;
            int[] kept = IntStream.range(0, count())
                    .filter(other -> other != left)
                    .flatMap(other -> Arrays.stream(rows.get(other)))
                    .sorted()
                    .toArray();
            outside.add(new FoldsTrainer.Outside(batches, kept));
            members.add(alone.newTrainer(Device.CPU, seeded(fold), starts.get(fold), outside.get(fold)));
        }
        return new FoldsTrainer(this, members, outside, config.method().threads());
    }

    /** Each network has a seed of its own, counted from the run's. */
    private Setup seeded(int fold) {
        return new Setup(
                setup.network(), setup.training().seeded(setup.training().seed() + fold));
    }

    /** @return each network drawn from its seed, or all with the given parameters; of a checkpoint its state */
    @Override
    public NetworkState start() {
        return from instanceof TrainingStart.Saved saved
                ? saved.checkpoint().network()
                : joinedStates(IntStream.range(0, count())
                        .mapToObj(fold -> from.state(seeded(fold)))
                        .toList());
    }

    private static float[] joined(List<float[]> arrays) {
        float[] all = new float[arrays.stream().mapToInt(array -> array.length).sum()];
        int at = 0;
        for (float[] array : arrays) {
            System.arraycopy(array, 0, all, at, array.length);
            at += array.length;
        }
        return all;
    }

    /** @return the states as one: parameters of all networks, then of the optimizer's arrays the first of all networks, the second of all */
    NetworkState joinedStates(List<NetworkState> states) {
        int parameters = network().parameters();
        List<float[]> moments = new ArrayList<>();
        for (int at = 0; at < states.get(0).moments().length; at += parameters) {
            for (NetworkState state : states) {
                moments.add(Arrays.copyOfRange(state.moments(), at, at + parameters));
            }
        }
        return new NetworkState(
                joined(states.stream().map(NetworkState::parameters).toList()),
                joined(moments),
                states.get(0).steps(),
                states.get(0).epochs());
    }

    /** @return the states that {@link #joinedStates} has joined */
    List<NetworkState> separate(NetworkState joined) {
        int parameters = network().parameters();
        List<NetworkState> states = new ArrayList<>();
        for (int fold = 0; fold < count(); fold++) {
            List<float[]> moments = new ArrayList<>();
            for (int at = fold * parameters; at < joined.moments().length; at += count() * parameters) {
                moments.add(Arrays.copyOfRange(joined.moments(), at, at + parameters));
            }
            states.add(new NetworkState(
                    Arrays.copyOfRange(joined.parameters(), fold * parameters, (fold + 1) * parameters),
                    joined(moments),
                    joined.steps(),
                    joined.epochs()));
        }
        return states;
    }

    /** @return the outputs of the mean of each network's logits, (rows, outputs) */
    float[] mean(List<float[]> logits) {
        return OutputLoss.outputs(setup, dividedInPlace(sum(logits)));
    }

    /**
     * @param outputs of each fold's examples, by the network that was trained without them
     * @return the outputs in the order of all examples
     */
    float[] scattered(List<float[]> outputs) {
        float[] gathered = new float[all.size() * network().outputs()];
        for (int fold = 0; fold < count(); fold++) {
            HeldOut.scatter(
                    outputs.get(fold), rows.get(fold), gathered, network().outputs());
        }
        return gathered;
    }

    @Override
    public Model model(NetworkState state, Preparation preparation, Origin origin) {
        return new Model("The network", network().sideBySide(count()), mean(state.parameters()), preparation, origin);
    }

    /**
     * Returns the parameters of {@link NetworkSpec#sideBySide}. Layer by layer, a hidden layer has the units of all networks; the last layer has
     * the hidden units of all as inputs, with the mean of the weights, as 0 is the weight of another network's units, and that of the biases.
     */
    private float[] mean(float... parameters) {
        List<Layer> hidden = network().hidden();
        Layer output = network().network().last();
        List<float[]> layers = new ArrayList<>();
        int at = 0;
        for (Layer layer : hidden) {
            int weights = (int) layer.weights();
            layers.addAll(ofEach(parameters, at, weights));
            layers.addAll(ofEach(parameters, at + weights, layer.units()));
            at += weights + layer.units();
        }
        int inputs = output.inputs();
        for (int unit = 0; unit < output.units(); unit++) {
            List<float[]> weights = ofEach(parameters, at + unit * inputs, inputs);
            layers.add(dividedInPlace(hidden.isEmpty() ? sum(weights) : joined(weights)));
        }
        layers.add(dividedInPlace(sum(ofEach(parameters, at + inputs * output.units(), output.units()))));
        return joined(layers);
    }

    private float[] dividedInPlace(float... sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= count();
        }
        return sums;
    }

    /** Returns the same part of each network's parameters. */
    private List<float[]> ofEach(float[] parameters, int at, int length) {
        int size = network().parameters();
        return IntStream.range(0, count())
                .mapToObj(fold -> Arrays.copyOfRange(parameters, fold * size + at, fold * size + at + length))
                .toList();
    }

    private static float[] sum(List<float[]> arrays) {
        float[] sums = new float[arrays.get(0).length];
        for (int i = 0; i < sums.length; i++) {
            double sum = 0;
            for (float[] array : arrays) {
                sum += array[i];
            }
            sums[i] = (float) sum;
        }
        return sums;
    }

    /**
     * @param state of all networks
     * @param mean their mean
     * @return all examples, each with the network that was not trained on it
     */
    HeldOut heldOut(NetworkState state, Model mean) {
        List<NetworkState> states = separate(state);
        List<HeldOut.Part> parts = new ArrayList<>();
        for (int fold = 0; fold < count(); fold++) {
            Model member =
                    new Model(mean.name(), network(), states.get(fold).parameters(), mean.preparation(), mean.origin());
            parts.add(new HeldOut.Part(member, rows.get(fold)));
        }
        return new HeldOut(all, parts);
    }
}
