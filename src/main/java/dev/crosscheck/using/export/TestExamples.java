package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Raw examples on which exported files are run: images, or rows of a table. */
sealed interface TestExamples permits TestExamples.Images, TestRows {
    /** Maximum number of examples in a batch. */
    int MOST_AT_ONCE = 1000;

    /** Maximum number of features in a batch: 12 MB as floats and doubles together. */
    int FEATURES_AT_ONCE = 1 << 20;

    /** @return the number of examples */
    int size();

    /** @return the number of features per example */
    int width();

    /** @return the name of an example in messages */
    String name(int example);

    /**
     * Prepares some examples as {@code predict} does.
     *
     * @param from index of the first example
     * @param into receives (examples, width); zeros for a rejected example
     * @return for each example, whether it is accepted
     */
    boolean[] features(int from, float[] into);

    /** @param logits outputs before the output layer's activation. @return the answer for the outputs of the network */
    RawAnswer answer(double[] logits, double[] outputs);

    /** @return how far the probabilities of an answer are from those of another class; twice the rounding error may make it another */
    default double margin(double... probabilities) {
        double[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2];
    }

    /** Runs a network on features, (N, width). */
    @FunctionalInterface
    interface Forward {
        /** @return logits and outputs, (N, outputs) each */
        List<Matrix> of(float[] features, int examples);
    }

    /**
     * An answer of the hand-written network.
     *
     * @param answer computed in double
     * @param largest the largest magnitude of all features and pre-activations in the example's forward pass; at least 1
     */
    record ByHand(RawAnswer answer, double largest) {}

    /** @return the number of examples in a batch */
    default int atOnce() {
        return Math.max(1, Math.min(MOST_AT_ONCE, FEATURES_AT_ONCE / width()));
    }

    /** @return the answers of a network that is run on the features */
    default List<RawAnswer> answers(Forward forward) {
        List<RawAnswer> answers = new ArrayList<>();
        for (int from = 0; from < size(); from += atOnce()) {
            float[] features = new float[Math.min(atOnce(), size() - from) * width()];
            boolean[] taken = features(from, features);
            List<Matrix> passed = forward.of(features, taken.length);
            for (int i = 0; i < taken.length; i++) {
                answers.add(
                        taken[i]
                                ? answer(
                                        passed.get(0).row(i).data(),
                                        passed.get(1).row(i).data())
                                : RawAnswer.REFUSED);
            }
        }
        return answers;
    }

    /** @return the answers of the hand-written network in double */
    default List<ByHand> byHand(Network network, Parameters parameters) {
        List<Double> largest = new ArrayList<>();
        List<RawAnswer> answers = answers((features, examples) -> {
            ForwardPass pass = network.forward(parameters, Matrix.widened(examples, features));
            IntStream.range(0, examples).forEach(i -> largest.add(largest(pass, i)));
            return List.of(pass.z(network.depth()), pass.output());
        });
        return IntStream.range(0, answers.size())
                .mapToObj(i -> new ByHand(answers.get(i), largest.get(i)))
                .toList();
    }

    private static double largest(ForwardPass pass, int example) {
        double largest = Math.max(1, pass.a(0).row(example).largest());
        for (Matrix z : pass.zs()) {
            largest = Math.max(largest, z.row(example).largest());
        }
        return largest;
    }

    /** Images on which exported files are run. */
    record Images(ImageSet images) implements TestExamples {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public int width() {
            return images.features();
        }

        @Override
        public String name(int example) {
            return "image " + example;
        }

        @Override
        public boolean[] features(int from, float[] into) {
            int to = from + into.length / width();
            images.features(IntStream.range(0, to).toArray(), from, to, into, 0);
            boolean[] taken = new boolean[to - from];
            Arrays.fill(taken, true);
            return taken;
        }

        @Override
        public RawAnswer answer(double[] logits, double[] outputs) {
            return RawAnswer.ofClass(logits, outputs, images.form().classes().get(Argmax.of(logits)));
        }
    }
}
