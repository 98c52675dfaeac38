package dev.crosscheck.cli;

import dev.crosscheck.course.PerceptronRun;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.RoundedDecisions;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.PerceptronCheck;
import dev.crosscheck.run.RunFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a perceptron on a logic gate (course section 1). */
@Command(
        description =
                "y = f(w.x + b) with f the unit step, and after each example w += lr (t - y) x and b += lr (t - y), until an"
                        + " epoch passes without an error.",
        footer = {
            "  crosscheck course perceptron --gate NAND --lr 0.5 --out runs/nand",
            "  crosscheck course perceptron --gate XOR      see why one line is not enough",
            "  crosscheck course perceptron --json - | jq .totalErrors"
        })
final class PerceptronCommand extends Chapter.Compared {
    @Option(
            names = "--gate",
            paramLabel = "GATE",
            defaultValue = "AND",
            description = "What to learn: AND, OR, NAND, NOR or XOR. Default: AND.")
    private LogicGate gate;

    @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate. Default: 0.1.")
    private double learningRate = 0.1;

    @Option(names = "--epochs", paramLabel = "N", description = "The most passes over the examples. Default: 10.")
    private int epochs = 10;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "167",
            description = "Seed of the initial weights and bias. Default: 167.")
    private long seed;

    @Override
    int run() {
        Checks.rate(command, "--lr", learningRate);
        within("--epochs", epochs, 1, PerceptronRun.SEARCHED);
        return super.run();
    }

    @Override
    Object show(RunFolder folder) {
        Perceptron start = Perceptron.initial(2, seed);
        PerceptronRun trained = PerceptronRun.of(gate, start, learningRate, epochs);
        output.print("Gate %s, learning rate %s, seed %d, at most %d epochs", gate, learningRate, seed, epochs);
        printEpochs(trained.training());
        printOutcome(trained);
        printRounding(trained.rounded());
        trained.answers()
                .forEach(answer -> output.print(
                        "Input (%d, %d)  Prediction: %.0f  Expected: %d",
                        answer.x1(), answer.x2(), answer.prediction(), answer.expected()));
        folder.draw("decision.png", trained::drawDecision).ifPresent(output::warn);
        OptionalInt needed = trained.epochsNeeded();
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("start", numbers(start));
        numbers.put("trained", numbers(trained.training().trained()));
        numbers.put("totalErrors", trained.training().totalErrors());
        numbers.put("linearlySeparable", trained.separable());
        numbers.put("epochsNeeded", needed.isPresent() ? needed.getAsInt() : null);
        numbers.put("rounded", trained.rounded());
        numbers.put("answers", trained.answers());
        return numbers;
    }

    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        return PerceptronCheck.findings(
                        gate, Perceptron.initial(2, seed), learningRate, epochs, Perceptron::corrected, progress)
                .verdicts();
    }

    private void printEpochs(PerceptronTraining training) {
        for (int epoch = 1; epoch <= training.epochs(); epoch++) {
            output.print(
                    "Epoch %d, Total Error: %d", epoch, training.totalErrors().get(epoch - 1));
        }
    }

    private void printOutcome(PerceptronRun trained) {
        int done = trained.training().epochs();
        if (!trained.separable()) {
            output.print(
                    "%s is not linearly separable: no line divides its classes, so no number of epochs is enough.",
                    gate);
        } else if (trained.training().converged()) {
            output.print("No error in epoch %d: training ends.", done);
        } else if (trained.epochsNeeded().isPresent()) {
            output.print(
                    "Not converged after %d epochs; from this start the first epoch without an error is epoch %d.",
                    done, trained.epochsNeeded().getAsInt());
        } else {
            output.print(
                    "Not converged after %d epochs, nor would it be after %d; a larger --lr needs fewer.",
                    done, PerceptronRun.SEARCHED);
        }
    }

    private void printRounding(List<RoundedDecisions.Decision> rounded) {
        if (!rounded.isEmpty()) {
            RoundedDecisions.Decision first = rounded.get(0);
            output.print(
                    "Rounding decided %d answers, the first in epoch %d for example %d: w.x + b came out as %.2e and is exactly %.3g."
                            + " See %s.",
                    rounded.size(),
                    first.step() / 4 + 1,
                    first.step() % 4 + 1,
                    first.sum(),
                    first.exact(),
                    Invocation.command("course", "errata"));
        }
    }

    private static double[] numbers(Perceptron perceptron) {
        double[] w = perceptron.weights();
        return new double[] {w[0], w[1], perceptron.bias()};
    }
}
