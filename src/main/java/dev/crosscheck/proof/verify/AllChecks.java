package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run of all checks of the hand-written parts, and of all mutants. Needs ND4J started.
 *
 * @param findings the findings of the checks
 * @param mutants the outcome of each mutant
 */
public record AllChecks(List<Findings> findings, List<MutantOutcome> mutants) {
    private static final int PERCEPTRON_EPOCHS = 50;
    private static final int SHORT_EPOCHS = 100;

    /**
     * Runs every check and every mutant.
     *
     * @param seed the seed of initial parameters
     * @param epochs the number of epochs of the course's XOR training
     * @param digits images to train the digit network with
     * @param results receives each findings as soon as it is available
     * @param progress is notified of the progress of long checks and of the mutants
     */
    public static AllChecks run(
            long seed, int epochs, ImageSet digits, Consumer<Findings> results, ProgressListener progress) {
        List<Findings> findings = new ArrayList<>();
        Consumer<Findings> add = result -> {
            findings.add(result);
            results.accept(result);
        };
        perceptrons(seed, add, progress);
        Activation.all().forEach(activation -> add.accept(ActivationCheck.findings(activation)));
        List.of(Loss.values()).forEach(loss -> add.accept(LossCheck.findings(loss)));
        List.of(OptimizerCheck.values()).forEach(check -> add.accept(check.findings()));
        networks(add);
        trainings(seed, epochs, add, progress);
        add.accept(NumberForms.all().findings());
        add.accept(EvaluationCheck.findings(Evaluation::of));
        TrainerChecks.all(digits, seed, add);
        return new AllChecks(findings, mutants(progress));
    }

    private static List<MutantOutcome> mutants(ProgressListener progress) {
        List<Mutants.Mutant> mutants = Mutants.all();
        List<MutantOutcome> outcomes = new ArrayList<>();
        for (Mutants.Mutant mutant : mutants) {
            outcomes.add(mutant.run());
            progress.at("Mutants", outcomes.size(), mutants.size());
        }
        return outcomes;
    }

    private static void perceptrons(long seed, Consumer<Findings> add, ProgressListener progress) {
        for (LogicGate gate : LogicGate.values()) {
            add.accept(PerceptronCheck.findings(
                    gate, Perceptron.initial(2, seed), 0.1, PERCEPTRON_EPOCHS, Perceptron::corrected, progress));
        }
    }

    /**
     * Checks networks with every activation in hidden layers and every loss with its output activation, also with class weights and saturated outputs; and
     * convolutions without padding and with it, with kernels of one place, several channels, odd maps before pooling, and ties.
     */
    private static void networks(Consumer<Findings> add) {
        List<String> lines = new ArrayList<>();
        for (Activation activation : Activation.all()) {
            lines.add("3-5-4-2 " + activation.label() + " half-squared-error");
        }
        for (Loss loss : Loss.values()) {
            lines.add("3-5-3 tanh " + loss.label());
        }
        String weighted = "3-5-3 tanh cross-entropy class-weights:0.5/2/5";
        String weightedBit = "3-5-1 tanh bce class-weights:0.6/3";
        lines.addAll(List.of(weighted, weightedBit, "3-5-2 tanh mse output:tanh", "4-6-5-4-3 relu cross-entropy"));
        lines.addAll(List.of(
                "6x6-conv2x3-pool2-3 cross-entropy",
                "2x7x6-conv3x3s-pool2-conv2x3-2 mse",
                "5x7-conv2x1-pool2-conv3x3s-pool2-1 bce",
                "3x4x3-conv2x3s-conv3x3s-2-3 relu cross-entropy class-weights:0.5/2/5"));
        OptimizerSpec.Kind[] kinds = OptimizerSpec.Kind.values();
        for (int i = 0; i < lines.size(); i++) {
            Setup setup = Setup.parse(lines.get(i) + " init:normal " + kinds[i % kinds.length].label());
            Findings findings = NetworkCheck.findings(setup);
            add.accept(new Findings(findings.title(), findings.note(), findings.verdicts(), List.of()));
        }
        for (String line : List.of("3-5-3 tanh cross-entropy", weighted, "3-5-3 tanh bce", weightedBit)) {
            add.accept(NetworkCheck.sureOutputs(Setup.parse(line + " batch:4"), Backprop.BY_HAND)
                    .findings());
        }
    }

    private static void trainings(long seed, int epochs, Consumer<Findings> add, ProgressListener progress) {
        Network course = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY);
        add.accept(training(course, seed, Loss.HALF_SQUARED_ERROR, 0.1, epochs, progress));
        Network deeper = Network.of(2, List.of(8, 8), 1, Elementwise.RELU, Elementwise.IDENTITY);
        add.accept(training(deeper, seed, Loss.HALF_SQUARED_ERROR, 0.001, SHORT_EPOCHS, progress));
        Network classifier = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.SIGMOID);
        add.accept(training(classifier, seed, Loss.BINARY_CROSS_ENTROPY, 0.1, SHORT_EPOCHS, progress));
    }

    private static Findings training(
            Network network, long seed, Loss loss, double learningRate, int epochs, ProgressListener progress) {
        return new XorForm(network, network.initial(seed), loss, learningRate, epochs, epochs <= SHORT_EPOCHS)
                .findings(progress);
    }
}
