package dev.crosscheck.tables;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.run.Background;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Trains one network for each fold of the examples, on the examples outside it. Each step is one of every network, with its part of the same
 * order; the networks know nothing of each other. Their answer is the mean of their logits.
 */
final class FoldsTrainer implements Trainer {
    /** Multiplications of one call: some milliseconds, beside which handing them to the threads costs nothing. */
    private static final double WORK = 2e8;

    /**
     * The examples outside one fold, in as many batches of equal size as all examples are in, so that networks that leave out different folds do the
     * same number of steps.
     */
    static final class Outside extends Batches {
        private final int count;
        private final int[] numbers;

        /** @param kept numbers of the examples outside the fold */
        Outside(Batches all, int... kept) {
            super(all.examples().select(kept), (kept.length + all.count() - 1) / all.count());
            if (kept.length < all.count()) {
                throw new CrosscheckException(
                        kept.length + " rows outside a fold are fewer than the " + all.count()
                                + " batches of an epoch.",
                        "Take larger batches, or --folds 0.");
            }
            count = all.count();
            numbers = new int[all.examples().size()];
            Arrays.fill(numbers, -1);
            for (int i = 0; i < kept.length; i++) {
                numbers[kept[i]] = i;
            }
        }

        /** @return of an order of all examples that of those outside the fold */
        int[] order(int... order) {
            return Arrays.stream(order)
                    .map(example -> numbers[example])
                    .filter(number -> number >= 0)
                    .toArray();
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public int size(int index) {
            return first(index + 1) - first(index);
        }

        @Override
        public int first(int index) {
            return (int) ((long) index * examples().size() / count);
        }
    }

    private final Folds folds;
    private final List<Trainer> members;
    private final List<Outside> batches;
    private final int threads;
    private final int stepsAtOnce;
    private int[] order = {};
    private List<int[]> orders = List.of();

    /**
     * @param members one for each fold, with one thread each
     * @param batches those that each was made with
     * @param most number of threads
     */
    FoldsTrainer(Folds folds, List<Trainer> members, List<Outside> batches, int most) {
        this.folds = folds;
        this.members = members;
        this.batches = batches;
        boolean all = most >= Math.min(members.size(), Runtime.getRuntime().availableProcessors());
        this.threads = all ? members.size() : most;
        this.stepsAtOnce = (int)
                Math.max(1, WORK / batches.get(0).largest() / folds.network().parameters());
    }

    @Override
    public double step(int[] of, int index, double learningRate) {
        return steps(of, index, learningRate)[0];
    }

    @Override
    public int stepsAtOnce() {
        return stepsAtOnce;
    }

    @Override
    public double[] steps(int[] of, int index, double... rates) {
        if (of != order) {
            orders = batches.stream().map(outside -> outside.order(of)).toList();
            order = of;
        }
        List<double[]> losses = ofEach(fold -> members.get(fold).steps(orders.get(fold), index, rates));
        double[] means = new double[rates.length];
        for (int i = 0; i < means.length; i++) {
            for (double[] some : losses) {
                means[i] += some[i] / members.size();
            }
        }
        return means;
    }

    /** Does some work for each network, with as many threads as are allowed; by default each has one, which the system spreads best. */
    private <T> List<T> ofEach(IntFunction<T> work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReferenceArray<T> results = new AtomicReferenceArray<>(members.size());
        Supplier<Void> strand = () -> {
            for (int fold = next.getAndIncrement(); fold < members.size(); fold = next.getAndIncrement()) {
                results.set(fold, work.apply(fold));
            }
            return null;
        };
        List<Background<Void>> begun = IntStream.range(0, threads)
                .mapToObj(i -> Background.start("fold", strand))
                .toList();
        begun.forEach(Background::await); // all end before one fails: half a step would not be a state
        begun.forEach(Background::result);
        return IntStream.range(0, members.size()).mapToObj(results::get).toList();
    }

    @Override
    public float[] probabilities(Examples examples) {
        return folds.mean(ofEach(fold -> members.get(fold).logits(examples)));
    }

    @Override
    public float[] heldProbabilities(Examples held) {
        return folds.scattered(ofEach(fold -> members.get(fold).probabilities(folds.inside(fold))));
    }

    @Override
    public NetworkState state(int epochs) {
        return folds.joinedStates(
                members.stream().map(member -> member.state(epochs)).toList());
    }

    @Override
    public void close() {
        members.forEach(Trainer::close);
    }
}
