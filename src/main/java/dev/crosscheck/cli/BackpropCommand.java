package dev.crosscheck.cli;

import dev.crosscheck.course.GatePrediction;
import dev.crosscheck.course.XorRun;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.XorForm;
import dev.crosscheck.run.RunFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a small network on XOR by hand-written backpropagation (course section 4). */
@Command(
        description =
                "One example per step, in order, from parameters drawn from N(0,1), with a linear output and the loss"
                        + " 1/2 (y - t)^2.",
        footer = {
            "  crosscheck course backprop",
            "  crosscheck course backprop --hidden 8,8 --activation relu",
            "  crosscheck course backprop --seed 178    a start that does not learn XOR",
            "",
            "graph.png shows each unit of a small network (such as 2-3-1), and the layers of a larger one."
        })
final class BackpropCommand extends Chapter.Compared {
    private static final int MOST_UNITS = 256;
    private static final int MOST_LAYERS = 8;
    private static final int LINES = 10;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            split = ",",
            description = "Units of the hidden layer, or of each, separated by commas. Default: 3.")
    private List<Integer> hidden = List.of(3);

    @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate. Default: 0.1.")
    private double learningRate = 0.1;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the four examples. Default: 10000.")
    private int epochs = 10_000;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            defaultValue = "tanh",
            description =
                    "Activation of the hidden layers, as \"crosscheck course activations\" lists them. Default: tanh.")
    private Activation activation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "775",
            description = "Seed of the initial parameters. Default: 775.")
    private long seed;

    private Network network;
    private Parameters start;

    @Override
    int run() {
        if (hidden.size() > MOST_LAYERS) {
            throw Checks.invalid(command, "--hidden", "at most " + MOST_LAYERS + " layers", hidden.size() + "");
        }
        hidden.forEach(units -> within("--hidden", units, 1, MOST_UNITS));
        Checks.rate(command, "--lr", learningRate);
        within("--epochs", epochs, 1, 1_000_000);
        network = Checks.refusing(command, () -> XorRun.network(hidden, activation));
        start = network.initial(seed);
        return super.run();
    }

    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        XorForm form = new XorForm(network, start, XorRun.LOSS, learningRate, epochs, false);
        output.print("Compared: %s.", form.extent());
        return form.findings(progress).verdicts();
    }

    @Override
    Object show(RunFolder folder) {
        output.print(
                "Network %s, activation %s, learning rate %s, seed %d, %d epochs",
                network.title(), activation.label(), learningRate, seed, epochs);
        XorRun trained = XorRun.of(network, start, Backprop.BY_HAND, learningRate, epochs, this::printEpoch);
        printEnd(trained);
        folder.draw("graph.png", trained::drawGraph).ifPresent(output::warn);
        folder.draw("decision.png", trained::drawDecision).ifPresent(output::warn);
        folder.draw("loss.png", trained::drawLoss).ifPresent(output::warn);
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("solved", trained.solved());
        numbers.put("diverged", trained.diverged());
        numbers.put("answers", trained.answers());
        numbers.put("meanLosses", trained.meanLosses());
        numbers.put("start", arrays(trained.start()));
        numbers.put("trained", arrays(trained.trained()));
        return numbers;
    }

    private boolean printEpoch(int epoch, double meanLoss, Parameters parameters) {
        if (epoch % Math.max(1, epochs / LINES) == 0) {
            output.print("Epoch %d, Loss: %s", epoch, Numbers.brief(meanLoss));
        }
        return true;
    }

    private void printEnd(XorRun trained) {
        trained.answers()
                .forEach(answer -> output.print(
                        "Input (%d, %d)  Prediction: %s  Expected: %d",
                        answer.x1(), answer.x2(), Numbers.fourDecimals(answer.prediction()), answer.expected()));
        GatePrediction worst = trained.worst();
        if (trained.solved()) {
            output.print("XOR is learned: no output is off by more than %.1e.", worst.error());
        } else if (trained.diverged()) {
            output.print(
                    "XOR is not learned: training diverged. The mean loss is %s and no longer falls; answering 0.5 to"
                            + " everything has %s. Try a lower --lr, such as %s, or fewer units.",
                    Numbers.brief(trained.lastLoss()), XorRun.OF_ONE_HALF, (float) (learningRate / 10));
        } else {
            output.print(
                    "XOR is not learned from this start: the output for (%d, %d) is off by %.4f. Try more --epochs or another --seed.",
                    worst.x1(), worst.x2(), worst.error());
        }
    }

    private static Map<String, double[]> arrays(LayerArrays parameters) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        parameters.byName().forEach((name, matrix) -> arrays.put(name, matrix.data()));
        return arrays;
    }
}
