package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.WeightedLoss;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run of all checks of the hand-written parts, and of all mutants. Needs ND4J started.
 *
 * @param findings the findings of the checks
 * @param mutants the outcome of each mutant
 */
public record VerificationRun(List<Findings> findings, List<MutantOutcome> mutants) {
    private static final int PERCEPTRON_EPOCHS = 50;
    private static final int SHORT_EPOCHS = 100;

    /** Copies the lists. */
    public VerificationRun {
        findings = List.copyOf(findings);
        mutants = List.copyOf(mutants);
    }

    /**
     * Runs every check and every mutant.
     *
     * @param seed the seed of initial parameters
     * @param epochs the number of epochs of the course's XOR training
     * @param digits images to train the digit network with
     * @param results receives each findings as soon as it is available
     * @param progress is notified of the progress of long checks and of the mutants
     */
    public static VerificationRun run(
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
        gradients(add);
        trainings(seed, epochs, add, progress);
        MadeTable.findings().forEach(add);
        add.accept(InitializationCheck.findings(seed));
        add.accept(NeuronCheck.findings());
        add.accept(OutputCheck.findings());
        add.accept(EvaluationCheck.findings());
        add.accept(BestEpochCheck.findings());
        add.accept(FoldsCheck.findings());
        add.accept(RunCheck.findings());
        add.accept(MeasureCheck.findings());
        TrainerChecks.all(digits, seed, add);
        return new VerificationRun(findings, mutants(progress));
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
            add.accept(PerceptronCheck.findings(gate, Perceptron.initial(2, seed), 0.1, PERCEPTRON_EPOCHS, progress));
        }
    }

    /** Checks the gradients of every activation in hidden layers and of every loss with its output activation, also with class weights and saturated outputs. */
    private static void gradients(Consumer<Findings> add) {
        for (Activation activation : Activation.all()) {
            Network network = Network.of(3, List.of(5, 4), 2, activation, Elementwise.IDENTITY);
            add.accept(BackpropCheck.atRandom(network, Loss.HALF_SQUARED_ERROR, Backprop.BY_HAND));
        }
        for (Loss loss : Loss.values()) {
            Network network = Network.of(3, List.of(5), 3, Elementwise.TANH, loss.partner());
            add.accept(BackpropCheck.atRandom(network, loss, Backprop.BY_HAND));
        }
        Network ofThree = Network.of(3, List.of(5), 3, Elementwise.TANH, Softmax.SOFTMAX);
        Objective categorical = new WeightedLoss(Loss.CATEGORICAL_CROSS_ENTROPY, List.of(0.5, 2.0, 5.0));
        add.accept(BackpropCheck.atRandom(ofThree, categorical, Backprop.BY_HAND));
        Network ofTwo = Network.of(3, List.of(5), 1, Elementwise.TANH, Elementwise.SIGMOID);
        Objective binary = new WeightedLoss(Loss.BINARY_CROSS_ENTROPY, List.of(0.6, 3.0));
        add.accept(BackpropCheck.atRandom(ofTwo, binary, Backprop.BY_HAND));
        Network ofBits = Network.of(3, List.of(5), 3, Elementwise.TANH, Elementwise.SIGMOID);
        add.accept(BackpropCheck.ofSureOutputs(ofThree, Loss.CATEGORICAL_CROSS_ENTROPY, Backprop.BY_HAND));
        add.accept(BackpropCheck.ofSureOutputs(ofThree, categorical, Backprop.BY_HAND));
        add.accept(BackpropCheck.ofSureOutputs(ofBits, Loss.BINARY_CROSS_ENTROPY, Backprop.BY_HAND));
        add.accept(BackpropCheck.ofSureOutputs(ofTwo, binary, Backprop.BY_HAND));
        Network bent = Network.of(3, List.of(5), 2, Elementwise.TANH, Elementwise.TANH);
        add.accept(BackpropCheck.atRandom(bent, Loss.MEAN_SQUARED_ERROR, Backprop.BY_HAND));
        Network classifier = Network.of(4, List.of(6, 5, 4), 3, Elementwise.RELU, Softmax.SOFTMAX);
        add.accept(BackpropCheck.atRandom(classifier, Loss.CATEGORICAL_CROSS_ENTROPY, Backprop.BY_HAND));
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
        return BackpropCheck.findings(
                network, network.initial(seed), loss, learningRate, epochs, BackpropCheck.Extent.EVERY, progress);
    }
}
