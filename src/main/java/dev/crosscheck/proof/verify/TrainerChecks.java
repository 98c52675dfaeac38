package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The networks that {@code verify} checks with {@link TrainerCheck}: every activation, loss and optimizer, class weights and dropout, on random rows,
 * with each trainer that supports them; and the trainers of digits.
 */
final class TrainerChecks {
    /** Both batch sizes leave a smaller last batch: 16 one of 11 rows, and 8 one of 3. */
    private static final int ROWS = 43;

    private static final int BATCH = 16;
    private static final int FEATURES = 9;
    /** One more than a SIMD vector has elements, so that the last column is processed separately. */
    private static final int CLASSES = 17;

    private static final int THREADS = 2;

    /** One more than a slice has units, and one more than a SIMD vector has elements, so that the last columns are processed separately. */
    private static final List<Integer> HIDDEN = List.of(65, 17);

    /** Images of the network with several hidden layers. */
    private static final int IMAGES = 107;

    private static final int UNITS = 256;
    private static final int BATCH_OF_DIGITS = 64;

    /** Images of the epoch in DL4J, where each step of {@code fit} takes some milliseconds; the last of 157 batches has 16. */
    private static final int SOME = 10_000;

    /** Images of the epoch of the plain kernels, which are slower still: three batches, and 11 in the last. */
    private static final int FEW = 203;

    private TrainerChecks() {}

    /** @param add receives each findings as soon as it is available */
    static void all(ImageSet digits, long seed, Consumer<Findings> add) {
        for (TrainerChoice choice : List.of(TrainerChoice.BY_HAND, TrainerChoice.DL4J)) {
            TrainingMethod method = new TrainingMethod(choice, Kernels.AUTO, THREADS);
            String trainer = choice == TrainerChoice.DL4J ? "in DL4J" : "by hand";
            forms().forEach((title, forms) -> {
                List<Setup> its =
                        forms.stream().filter(form -> trains(method, form)).toList();
                if (!its.isEmpty()) {
                    add.accept(findings(
                            "Trainer of tables " + trainer + ", " + title, Maker.AS_TRAIN_DOES, method, its, seed));
                }
            });
        }
        for (Kernels kernels : List.of(Kernels.SPARSE, Kernels.DENSE, Kernels.PLAIN)) {
            add.accept(ofDigits(
                    "by hand, " + kernels.label() + " kernels",
                    Maker.AS_TRAIN_DOES,
                    new TrainingMethod(TrainerChoice.BY_HAND, kernels, THREADS),
                    kernels == Kernels.PLAIN ? digits.first(FEW) : digits,
                    seed));
        }
        TrainingMethod dl4j = new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, THREADS);
        ImageSet some = digits.first(SOME);
        add.accept(ofDigits("in DL4J, our layers", Maker.AS_TRAIN_DOES, dl4j, some, seed));
        TrainingMethod stock = new TrainingMethod(TrainerChoice.DL4J_STOCK, Kernels.AUTO, 1);
        add.accept(ofDigits("in DL4J, stock layers", Maker.AS_TRAIN_DOES, stock, some, seed));
    }

    /** Checks an epoch of the default network, and single steps of a network with several hidden layers on small images. */
    private static Findings ofDigits(String trainer, Maker maker, TrainingMethod method, ImageSet digits, long seed) {
        TrainerCheck check = new TrainerCheck(maker);
        TrainingConfig ofDefault = config(
                method,
                new Setup(
                        NetworkSpec.digits(UNITS),
                        new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), BATCH_OF_DIGITS, 1, seed)),
                digits,
                seed);
        check.addEpoch(ofDefault, digits);
        ImageSet small = smaller(digits.first(IMAGES));
        TrainingConfig deep = config(
                method,
                setup(NetworkSpec.digits().withUnits(HIDDEN), OptimizerSpec.Kind.ADAM, ClassWeights.NONE),
                small,
                seed);
        check.add(deep, new TrainingStart.Seed(), small, Effort.FULL);
        check.requireJudged();
        if (method.trainer() != TrainerChoice.DL4J_STOCK && method.kernels() != Kernels.PLAIN) {
            check.addThreads(ofDefault, digits);
            check.addThreads(deep, small);
        }
        return check.findings("Trainer of digits " + trainer);
    }

    /** @return the images with every second pixel of every second row */
    private static ImageSet smaller(ImageSet images) {
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

    private static boolean trains(TrainingMethod method, Setup form) {
        try {
            method.requireTrains(form, false);
            return true;
        } catch (CrosscheckException e) {
            return false;
        }
    }

    /** @return the networks to train, by what they have in common */
    private static Map<String, List<Setup>> forms() {
        Map<String, List<Setup>> forms = new LinkedHashMap<>();
        List<Setup> activations = new ArrayList<>();
        for (Elementwise activation : Elementwise.values()) {
            activations.add(form(activation, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM, 0));
        }
        forms.put("every activation", activations);
        List<Setup> losses = new ArrayList<>();
        int turn = 0;
        for (Loss loss : List.of(
                Loss.CATEGORICAL_CROSS_ENTROPY, Loss.BINARY_CROSS_ENTROPY, Loss.MEAN_SQUARED_ERROR, Loss.HUBER)) {
            for (OptimizerSpec.Kind optimizer : OptimizerSpec.Kind.values()) {
                losses.add(form(Elementwise.values()[turn++ % Elementwise.values().length], loss, optimizer, 0));
            }
        }
        forms.put("every loss with every optimizer", losses);
        forms.put(
                "class weights",
                List.of(
                        balanced(Elementwise.TANH, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM),
                        balanced(Elementwise.RELU, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.SGD),
                        balanced(Elementwise.GELU, Loss.BINARY_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM)));
        forms.put(
                "dropout",
                List.of(
                        form(Elementwise.RELU, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM, 0.3),
                        form(Elementwise.TANH, Loss.BINARY_CROSS_ENTROPY, OptimizerSpec.Kind.MOMENTUM, 0.5),
                        form(Elementwise.SOFTPLUS, Loss.HUBER, OptimizerSpec.Kind.ADAMW, 0.2)));
        return forms;
    }

    private static Setup form(Elementwise activation, Loss loss, OptimizerSpec.Kind optimizer, double dropout) {
        return setup(network(activation, loss, dropout), optimizer, ClassWeights.NONE);
    }

    private static Setup balanced(Elementwise activation, Loss loss, OptimizerSpec.Kind optimizer) {
        return setup(network(activation, loss, 0), optimizer, ClassWeights.BALANCED);
    }

    private static NetworkSpec network(Elementwise activation, Loss loss, double dropout) {
        // Not NORMAL, which in single precision drives activations to inputs for which DL4J's are known to fail.
        Initialization[] starts = {Initialization.HE, Initialization.XAVIER, Initialization.TORCH};
        return new NetworkSpec(
                0,
                NetworkSpec.layers(HIDDEN, activation),
                0,
                loss,
                null,
                dropout,
                starts[activation.ordinal() % starts.length]);
    }

    /** @return a network without dropout, initialised as in PyTorch; 0 inputs or outputs are filled in from the data */
    static NetworkSpec network(int inputs, List<Integer> hidden, Elementwise activation, int outputs, Loss loss) {
        return new NetworkSpec(
                inputs, NetworkSpec.layers(hidden, activation), outputs, loss, null, 0, Initialization.TORCH);
    }

    /** @return a training of one epoch from seed 1, in batches of the size used here */
    static Setup setup(NetworkSpec network, OptimizerSpec.Kind optimizer, ClassWeights weights) {
        return new Setup(network, new TrainingSpec(optimizer.byDefault(), BATCH, 1, 1).with(weights));
    }

    /** @return the layer sizes of a classifier with the numbers of inputs and classes used here */
    static List<Integer> sizes(NetworkSpec network) {
        return network.of(FEATURES, CLASSES).sizes();
    }

    /** @return the default method of {@code train} */
    static TrainingMethod defaultMethod() {
        return new TrainingMethod(TrainerChoice.AUTO, Kernels.AUTO, THREADS);
    }

    static Findings findings(String title, Maker maker, TrainingMethod method, List<Setup> forms, long seed) {
        TrainerCheck check = new TrainerCheck(maker);
        for (Setup form : forms) {
            int outputs = form.network().loss() == Loss.CATEGORICAL_CROSS_ENTROPY ? CLASSES : 1;
            add(check, method, form, DrawnRows.of(form.network().loss(), ROWS, FEATURES, outputs, seed), seed);
        }
        return check.findings(title);
    }

    private static void add(TrainerCheck check, TrainingMethod method, Setup form, Examples examples, long seed) {
        check.add(config(method, form, examples, seed), new TrainingStart.Seed(), examples, Effort.FULL);
    }

    private static TrainingConfig config(TrainingMethod method, Setup form, Examples examples, long seed) {
        return TrainingConfig.of(form).with(draft -> {
            draft.network = form.network().of(examples.features(), examples.outputs());
            draft.seed = seed;
            draft.method = method.resolve(Device.CPU, form, examples, THREADS);
        });
    }
}
