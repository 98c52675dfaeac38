package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.proof.verify.PlainTrainer.AdamStep;
import dev.crosscheck.proof.verify.PlainTrainer.Parts;
import dev.crosscheck.proof.verify.Wrong.WrongActivation;
import dev.crosscheck.train.TrainingMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Mutants of the digit trainers and their batches, each with one slip, in a short training of a small network on small images. Slips of batches replace
 * those of the fastest trainer; all others are made in a {@link PlainTrainer}, whose correct form must pass.
 */
final class DigitMutants {
    private static final int IMAGES = 100;
    private static final List<Integer> HIDDEN = List.of(70); // two slices
    private static final List<Integer> DEEP = List.of(70, 66); // two slices of each layer
    private static final int BATCH = 16;
    private static final int SEED = 1;

    private final Family<Parts> shallow;
    private final Family<Parts> deep;
    private final Family<Function<DigitTrainer.Task, DigitTrainer>> batches;

    private DigitMutants(ImageSet digits) {
        ImageSet images = smaller(digits.first(IMAGES));
        DigitTrainerCheck check = new DigitTrainerCheck(images, HIDDEN, BATCH, SEED);
        DigitTrainerCheck ofTwoLayers = new DigitTrainerCheck(images, DEEP, BATCH, SEED);
        this.shallow = new Family<>(parts -> steps(check, parts), Parts.RIGHT);
        this.deep = new Family<>(parts -> steps(ofTwoLayers, parts), Parts.RIGHT);
        this.batches = new Family<>(maker -> stepsAndBatches(check, maker), Fastest::new);
    }

    /** @return the images with every second pixel of every second row */
    static ImageSet smaller(ImageSet images) {
        int rows = images.rows() / 2;
        int columns = images.columns() / 2;
        byte[] pixels = new byte[images.size() * rows * columns];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (rows * columns);
            int row = i / columns % rows;
            pixels[i] = images.pixels()[image * images.features() + 2 * row * images.columns() + 2 * (i % columns)];
        }
        return new ImageSet(pixels, images.labels(), ImageForm.ofDigits(rows, columns));
    }

    /**
     * @param digits images that the trainers learn from
     * @return the mutants
     */
    static Stream<Mutant> all(ImageSet digits) {
        DigitMutants all = new DigitMutants(digits);
        return Stream.of(all.adam(), all.gradients(), all.batches()).flatMap(Function.identity());
    }

    private Stream<Mutant> adam() {
        AdamStep step = PlainTrainer.RIGHT_STEP;
        return Stream.of(
                adam("Adam's steps counted from 2", "t = done + 2; right: done + 1", (m, v, t) -> step.of(m, v, t + 1)),
                adam("Adam's steps not counted", "t = 1 at each step", (m, v, t) -> step.of(m, v, 1)),
                adam(
                        "Adam's m uncorrected",
                        "1; right: 1 - β1ᵗ",
                        (m, v, t) -> step.of(m, v, t) * (1 - Math.pow(0.9, t))),
                adam(
                        "Adam's v uncorrected",
                        "1; right: 1 - β2ᵗ",
                        (m, v, t) -> step.of(m, v, t) / Math.sqrt(1 - Math.pow(0.999, t))),
                adam("Adam without its root", "m/(v + ε); right: m/(√v + ε)", (m, v, t) -> step.of(m, v * v, t)),
                adam(
                        "a trainer's epsilon in its other place",
                        "√v̂ + ε; right here: √v + ε",
                        (m, v, t) -> m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8)),
                shallow.mutant(
                        "Adam's memory of v short",
                        "0.99 v + (1 - β2) g²; right: 0.999 v",
                        Parts.RIGHT.withRule(PlainTrainer.adam(0.99, 0.001, step))),
                shallow.mutant(
                        "Adam's 1 - β2 in single precision",
                        "1 - 0.999f; right: (float) (1 - 0.999)",
                        Parts.RIGHT.withRule(PlainTrainer.adam(0.999, 1 - 0.999f, step))));
    }

    private Mutant adam(String name, String slip, AdamStep wrong) {
        return shallow.mutant(name, slip, Parts.RIGHT.withRule(PlainTrainer.adam(wrong)));
    }

    private Stream<Mutant> gradients() {
        Parts wrongRelu = Parts.RIGHT.withBackprop(
                Wrong.hiddenActivation(WrongActivation.slope(Elementwise.RELU, (z, a, da) -> da)));
        return Stream.of(
                shallow.mutant("a trainer's ReLU with the slope 1 below 0", "dA; right: dA 1[A > 0]", wrongRelu),
                deep.mutant("the same with two hidden layers", "dA; right: dA 1[A > 0]", wrongRelu),
                shallow.mutant(
                        "bias gradient of the first layer dropped",
                        "db1 = 0; right: the sum of dZ's rows",
                        Parts.RIGHT.withBackprop(Wrong.gradient("b1", g -> g.map(x -> 0)))),
                deep.mutant(
                        "bias gradient of a later layer dropped",
                        "db2 = 0; right: the sum of dZ2's rows",
                        Parts.RIGHT.withBackprop(Wrong.gradient("b2", g -> g.map(x -> 0)))),
                shallow.mutant(
                        "a trainer's gradients summed over the batch",
                        "sums; right: sums over N",
                        Parts.RIGHT.withBackprop(Wrong.withoutMean())),
                shallow.mutant(
                        "last unit of a hidden layer left out",
                        "dW1 without its last column",
                        Parts.RIGHT.withBackprop(Wrong.gradient("W1", Wrong::withoutLastColumn))),
                shallow.mutant(
                        "last image of a smaller batch left out",
                        "N - 1 images; right: N",
                        Parts.RIGHT.withCount((rows, largest) -> rows < largest ? rows - 1 : rows)));
    }

    private Stream<Mutant> batches() {
        return Stream.of(
                batches.mutant(
                        "shuffle that leaves no image in place",
                        "j < i (Sattolo); right: j ≤ i (Fisher and Yates)",
                        task -> new Fastest(task) {
                            @Override
                            int[] order(int epoch) {
                                int[] order = new int[task.images().size()];
                                SplittableRandom random =
                                        new SplittableRandom(new SplittableRandom(task.seed()).nextLong() + epoch);
                                for (int i = 0; i < order.length; i++) {
                                    order[i] = i;
                                }
                                for (int i = order.length - 1; i > 0; i--) {
                                    int j = random.nextInt(i);
                                    int swapped = order[i];
                                    order[i] = order[j];
                                    order[j] = swapped;
                                }
                                return order;
                            }
                        }),
                batches.mutant(
                        "one order for all epochs",
                        "from the seed; right: from seed and epoch",
                        task -> new Fastest(task) {
                            @Override
                            int[] order(int epoch) {
                                return super.order(1);
                            }
                        }),
                batches.mutant(
                        "the first batch over and over", "row; right: index · batch + row", task -> new Fastest(task) {
                            @Override
                            double step(int[] order, int step) {
                                return super.step(order, 0);
                            }
                        }),
                batches.mutant(
                        "two digits of the deviation swapped", "0.3018; right: 0.3081", task -> new Fastest(task) {
                            @Override
                            Rows rows(int[] order, int step) {
                                Rows right = super.rows(order, step);
                                float[] features = right.features().clone();
                                for (int i = 0; i < features.length; i++) {
                                    features[i] *= (float) (0.3081 / 0.3018);
                                }
                                return new Rows(features, right.oneHot());
                            }
                        }),
                batches.mutant(
                        "classes counted from 1", "a 1 in column c + 1; right: in column c", task -> new Fastest(task) {
                            @Override
                            Rows rows(int[] order, int step) {
                                Rows right = super.rows(order, step);
                                float[] oneHot = new float[right.oneHot().length];
                                System.arraycopy(right.oneHot(), 0, oneHot, 1, oneHot.length - 1);
                                return new Rows(right.features(), oneHot);
                            }
                        }));
    }

    /** The fastest trainer that runs on this machine. */
    private static class Fastest extends DigitTrainer {
        Fastest(Task task) {
            super(task, DigitTrainer.methods().get(0), 1);
        }
    }

    private static Findings steps(DigitTrainerCheck check, Parts parts) {
        return check.findings(
                "digit trainer",
                task -> new DigitTrainer(task, TrainingMethod.byDefault(), parts.maker()),
                ProgressListener.NONE);
    }

    private static Findings stepsAndBatches(DigitTrainerCheck check, Function<DigitTrainer.Task, DigitTrainer> maker) {
        List<Verdict> verdicts =
                new ArrayList<>(check.findings("", maker, ProgressListener.NONE).verdicts());
        verdicts.addAll(BatchCheck.findings(maker, SEED).verdicts());
        return new Findings("digit trainer", "", verdicts, List.of());
    }
}
