package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The networks that {@code verify} checks with {@link TrainerCheck}: every activation, loss and optimizer, class weights and dropout, on random rows,
 * with each trainer that supports them; and the trainers of digits.
 */
final class TrainerChecks {
    /** Both batch sizes leave a smaller last batch: 16 one of 11 rows, and 8 one of 3. */
    private static final int ROWS = 43;

    /** One more than a SIMD vector has elements, so that the last column is processed separately. */
    private static final int CLASSES = 17;

    private static final int THREADS = 2;

    /** Features, then one more than a slice has units and one more than a SIMD vector has elements, so that the last columns are processed separately. */
    private static final String LAYERS = "9-65-17";

    /** Convolutions without padding and with it, of one channel and several, pooled and not; maps that are no multiple of four. */
    private static final List<String> CONVOLUTIONS = List.of(
            "8x7-conv5x3-pool2-conv6x1s-9 relu cross-entropy dropout:0.3",
            "2x6x7-conv3x3s-conv6x3-pool2 bce momentum batch:20",
            "3x5x5-conv4x3s-pool2 mse adamw",
            "7x7-conv9x5s-pool2-conv2x3s-pool2-11 relu cross-entropy sgd class-weights:balanced batch:20");

    /** The networks of digits: one for an epoch, and one for some steps. */
    private static final List<String> OF_DIGITS =
            List.of("784-256-10 relu cross-entropy batch:64", "784-65-17-10 relu cross-entropy batch:16");

    private static final List<String> CONVOLUTIONS_OF_DIGITS = List.of(
            "28x28-conv4x5-pool2-conv6x3-pool2-20-10 relu cross-entropy batch:64",
            "28x28-conv3x3s-conv5x1-pool2-17-10 relu cross-entropy batch:16");

    /** Images of the network with several hidden layers. */
    private static final int IMAGES = 107;

    /** Images of the epoch in DL4J, where each step of {@code fit} takes some milliseconds; the last of 157 batches has 16. */
    private static final int SOME = 10_000;

    /** Images of the epoch of the plain kernels, which are slower still: three batches, and 11 in the last. */
    private static final int FEW = 203;

    private TrainerChecks() {}

    /** @param add receives each findings as soon as it is available */
    static void all(ImageSet digits, long seed, Consumer<Findings> add) {
        for (TrainerChoice choice : List.of(TrainerChoice.BY_HAND, TrainerChoice.DL4J)) {
            TrainingMethod method = new TrainingMethod(choice, KernelChoice.AUTO, THREADS);
            String trainer = "Trainer of tables " + (choice == TrainerChoice.DL4J ? "in DL4J" : "by hand") + ", ";
            forms().forEach((title, lines) -> {
                List<Setup> its =
                        lines.stream().filter(form -> trains(method, form)).toList();
                if (!its.isEmpty()) {
                    add.accept(findings(trainer + title, Maker.AS_TRAIN_DOES, method, its, seed));
                }
            });
        }
        for (KernelChoice kernels : List.of(KernelChoice.SPARSE, KernelChoice.DENSE, KernelChoice.PLAIN)) {
            TrainingMethod byHand = new TrainingMethod(TrainerChoice.BY_HAND, kernels, THREADS);
            ImageSet images = kernels == KernelChoice.PLAIN ? digits.first(FEW) : digits;
            String which = kernels.label() + " kernels";
            add.accept(ofDigits("by hand, " + which, byHand, OF_DIGITS, images, seed));
            if (kernels != KernelChoice.SPARSE) {
                add.accept(ofDigits("by hand, convolutions, " + which, byHand, CONVOLUTIONS_OF_DIGITS, images, seed));
            }
        }
        TrainingMethod dl4j = new TrainingMethod(TrainerChoice.DL4J, KernelChoice.AUTO, THREADS);
        ImageSet some = digits.first(SOME);
        add.accept(ofDigits("in DL4J, our layers", dl4j, OF_DIGITS, some, seed));
        TrainingMethod stock = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, 1);
        add.accept(ofDigits("in DL4J, stock layers", stock, OF_DIGITS, some, seed));
    }

    /** Checks an epoch of the first network, and single steps of the second one on few of the images. */
    private static Findings ofDigits(
            String trainer, TrainingMethod method, List<String> lines, ImageSet digits, long seed) {
        TrainerCheck check = new TrainerCheck(Maker.AS_TRAIN_DOES);
        TrainingConfig ofDefault = config(method, Setup.parse(lines.get(0)), digits, seed);
        check.addEpoch(ofDefault, digits);
        ImageSet small = digits.first(IMAGES);
        TrainingConfig deep = config(method, Setup.parse(lines.get(1)), small, seed);
        check.add(deep, new TrainingStart.Seed(), small, Effort.FULL);
        check.requireJudged();
        if (method.trainer() != TrainerChoice.DL4J_STOCK && method.kernels() != KernelChoice.PLAIN) {
            check.addThreads(ofDefault, digits);
            check.addThreads(deep, small);
        }
        return check.findings("Trainer of digits " + trainer);
    }

    static boolean trains(TrainingMethod method, Setup form) {
        try {
            form.network().requireTrainable();
            method.trainer().requireTrains(form);
            return true;
        } catch (CrosscheckException e) {
            return false;
        }
    }

    /** @return the networks to train by what they have in common */
    private static Map<String, List<Setup>> forms() {
        Map<String, List<String>> words = new LinkedHashMap<>();
        Elementwise[] activations = Elementwise.values();
        List<String> every = new ArrayList<>();
        for (Elementwise activation : activations) {
            every.add(activation.label() + " cross-entropy");
        }
        words.put("every activation", every);
        List<String> losses = new ArrayList<>();
        for (String loss : List.of("cross-entropy", "bce", "mse", "huber")) {
            for (OptimizerSpec.Kind optimizer : OptimizerSpec.Kind.values()) {
                String activation = activations[losses.size() % activations.length].label();
                losses.add(activation + " " + loss + " " + optimizer.label());
            }
        }
        words.put("every loss with every optimizer", losses);
        words.put(
                "class weights",
                List.of(
                        "tanh cross-entropy class-weights:balanced",
                        "relu cross-entropy sgd class-weights:balanced",
                        "gelu bce class-weights:balanced"));
        words.put(
                "dropout",
                List.of(
                        "relu cross-entropy dropout:0.3",
                        "tanh bce momentum dropout:0.5",
                        "softplus huber adamw dropout:0.2"));
        Map<String, List<Setup>> forms = new LinkedHashMap<>();
        words.forEach((title, its) ->
                forms.put(title, its.stream().map(line -> setup(LAYERS, line)).toList()));
        forms.put(
                "convolutions",
                CONVOLUTIONS.stream()
                        .map(line -> line.split(" ", 2))
                        .map(line -> setup(line[0], line[1]))
                        .toList());
        return forms;
    }

    /**
     * @param layers those before the output layer
     * @param words an activation, a loss and settings; Adam by default
     */
    static Setup setup(String layers, String words) {
        // Not normal, which in single precision drives activations to inputs for which DL4J's are known to fail.
        List<String> starts = List.of("he", "xavier", "torch");
        int outputs = words.contains(" cross-entropy") ? CLASSES : 1;
        String start = starts.get(words.length() % starts.size());
        return Setup.parse(layers + "-" + outputs + " " + words + " init:" + start);
    }

    static Findings findings(String title, Maker maker, TrainingMethod method, List<Setup> forms, long seed) {
        TrainerCheck check = new TrainerCheck(maker);
        for (Setup form : forms) {
            Examples examples = DrawnRows.of(form.network(), ROWS, new SplittableRandom(seed));
            check.add(config(method, form, examples, seed), new TrainingStart.Seed(), examples, Effort.FULL);
        }
        return check.findings(title);
    }

    private static TrainingConfig config(TrainingMethod method, Setup form, Examples examples, long seed) {
        return TrainingConfig.of(form).with(draft -> {
            draft.network = form.network().of(examples.shape(), examples.outputs());
            draft.seed = seed;
            draft.method = method.resolve(Device.CPU, form, examples, THREADS);
        });
    }
}
