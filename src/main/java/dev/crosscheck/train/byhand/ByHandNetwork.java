package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.optim.Adam;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The digit network of course section 5 in training, by hand: linear, ReLU, linear, softmax cross-entropy (the mean over the
 * batch), and Adam, in float.
 *
 * <p>The hidden units are dealt to threads in slices. A thread keeps the weights, gradients and Adam's state of its slices to
 * itself; all that a step exchanges are the slices' shares of the logits, at one meeting of the threads. Slices are of one
 * size and their shares are added up in one order, so that the number of threads does not change a bit. It may change from step
 * to step, and does: {@link TeamSize}.
 */
public final class ByHandNetwork implements AutoCloseable {
    private final Batches batches;
    private final Settings settings;
    private final Kernels kernels;
    private final Products products;
    private final InputLayer input;
    private final List<HiddenSlice> slices = new ArrayList<>();
    private final List<OutputLayer> outputs = new ArrayList<>(); // one a thread, all equal
    private final Map<ImageSet, ForwardPass> passes = new IdentityHashMap<>();
    private final ParameterOrder parameterOrder;
    private final Team team;
    private final TeamSize size;
    private int lastMembers;
    private long steps;
    private double loss;

    /**
     * What a network is and how it is trained.
     *
     * @param hidden hidden units H, at least 1
     * @param classes classes C, at least 2
     * @param beta1 Adam's β1
     * @param beta2 Adam's β2
     * @param epsilon Adam's ε
     * @param epsilonPlacement what ε is added to
     */
    public record Settings(
            int hidden, int classes, double beta1, double beta2, double epsilon, Adam.Epsilon epsilonPlacement) {}

    /**
     * Starts from a state.
     *
     * @param settings what it is
     * @param start where it begins; unchanged
     * @param batches what it learns from
     * @param threads the most to use, as long as that is fastest; no more than {@link #mostThreads} are used
     * @param kernels implementation of the matrix products
     */
    public ByHandNetwork(Settings settings, NetworkState start, Batches batches, int threads, Kernels kernels) {
        this(settings, start, batches, new TeamSize(Math.min(threads, mostThreads(settings.hidden()))), kernels);
    }

    /**
     * Starts from a state.
     *
     * @param size says how many threads to use in each step
     */
    ByHandNetwork(Settings settings, NetworkState start, Batches batches, TeamSize size, Kernels kernels) {
        this.batches = batches;
        this.settings = settings;
        this.kernels = kernels.resolve(batches.images());
        this.products = this.kernels.products();
        int inputs = batches.images().features();
        int most = size.most();
        this.input = this.kernels.inputLayer(products, batches, most);
        int width = OutputLayer.width(settings.classes());
        for (int i = 0; i < mostThreads(settings.hidden()); i++) {
            slices.add(new HiddenSlice(input, products, batches.largest(), inputs, width));
        }
        for (int member = 0; member < most; member++) {
            outputs.add(new OutputLayer(products, batches.largest(), settings.classes()));
        }
        this.parameterOrder = new ParameterOrder(inputs, settings.hidden(), settings.classes());
        this.size = size;
        this.team = new Team(most);
        restore(start);
    }

    /** @return the most threads that a hidden layer of this size can use: its slices */
    public static int mostThreads(int hidden) {
        return (hidden - 1) / HiddenSlice.UNITS + 1;
    }

    /**
     * Does a step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index which batch of it
     * @param learningRate Adam's η
     * @return the mean loss over the batch, before the update
     */
    public double step(int[] order, int index, double learningRate) {
        int members = size.members();
        for (int joining = lastMembers; joining < members; joining++) {
            outputs.get(joining).catchUp(outputs.get(0));
        }
        lastMembers = members;
        Batch batch = new Batch(batches, order, index, members);
        AdamStep adam = AdamStep.after(
                steps++,
                learningRate,
                settings.beta1(),
                settings.beta2(),
                settings.epsilon(),
                settings.epsilonPlacement());
        // Back and forth in turn: what a step used last is still in the cache when the next begins with it.
        boolean forth = steps % 2 == 0;
        long start = System.nanoTime();
        team.run(members, member -> step(batch, adam, member, forth));
        size.took(System.nanoTime() - start);
        return loss;
    }

    private void step(Batch batch, AdamStep adam, int member, boolean forth) {
        List<HiddenSlice> mine = slicesOf(member, batch.parts());
        OutputLayer output = outputs.get(member);
        input.load(batch, member);
        team.meet();
        input.arrange(batch, member);
        mine.forEach(slice -> slice.forward(input, batch));
        team.meet();
        double mean = output.lossAndGradient(batch, slices);
        if (member == 0) {
            loss = mean;
        }
        for (int i = 0; i < mine.size(); i++) {
            int next = forth ? i : mine.size() - 1 - i;
            mine.get(next).backwardAndUpdate(batch, output.dLogits(), adam);
        }
        output.update(adam);
    }

    private List<HiddenSlice> slicesOf(int member, int members) {
        return slices.subList(firstSlice(member, members), firstSlice(member + 1, members));
    }

    private int firstSlice(int member, int members) {
        return (int) ((long) slices.size() * member / members);
    }

    /**
     * Classifies images with the parameters as they are, which stay as they are. What it prepares for a set of images is kept
     * for the next time.
     *
     * @param images of as many pixels as those that the network learns from
     * @return softmax probabilities (images, classes), row-major; with any number of threads the same
     * @throws IllegalArgumentException if an image has more or fewer pixels
     */
    public float[] probabilities(ImageSet images) {
        if (images.features() != batches.images().features()) {
            throw new IllegalArgumentException(
                    images.features() + " pixels, expected " + batches.images().features());
        }
        return passes.computeIfAbsent(images, this::forwardPass)
                .probabilities(team, slices, outputs.get(0).bias().theta().values());
    }

    private ForwardPass forwardPass(ImageSet images) {
        Batches looked = new Batches(images, batches.largest());
        return new ForwardPass(looked, kernels.inputLayer(products, looked, team.members()), settings.classes());
    }

    /** Goes on from another state. */
    public void restore(NetworkState state) {
        team.settle();
        parameterOrder.write(state, slices, outputs);
        steps = state.steps();
    }

    /**
     * @param epochs epochs done, which the network does not count
     * @return a copy of what the network has learnt
     */
    public NetworkState state(int epochs) {
        team.settle();
        return parameterOrder.read(slices, outputs.get(0), Math.toIntExact(steps), epochs);
    }

    /** @return the most threads that are used */
    public int threads() {
        return team.members();
    }

    /** @return what multiplies */
    public Kernels kernels() {
        return kernels;
    }

    /** @return what multiplies, for people */
    public String kernelsName() {
        return input.name();
    }

    @Override
    public void close() {
        team.close();
        products.close();
    }
}
