package dev.crosscheck.cli;

import dev.crosscheck.course.Descent;
import dev.crosscheck.course.NeuronRun;
import dev.crosscheck.course.Scalar;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.run.RunFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows slopes, gradient descent on one number, the chain rule, and a neuron that learns by them (before course section 2). */
@Command(
        description =
                "Each step subtracts lr times the slope of the loss. Example: L(w) = (w - 3)^2, then a neuron of one input, linear and"
                        + " logistic, on 100 drawn examples.",
        footer = {
            "  crosscheck course descent",
            "  crosscheck course descent --lr 1.1    a step that is too large",
            "  crosscheck course descent --json - | jq .logistic"
        })
final class DescentCommand extends Chapter.Compared {
    private static final int LINES = 5;
    private static final int STEPS = 20;

    @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate. Default: 0.1.")
    private double learningRate = 0.1;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Steps of the neuron, each on all examples. Default: 500.")
    private int epochs = 500;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the examples and of the neuron's start. Default: 1.")
    private long seed;

    private NeuronRun linear;
    private NeuronRun logistic;

    /** What a neuron has learned, in the order in which it is written. */
    private record Learned(double w, double b, double[] losses) {}

    @Override
    int run() {
        Checks.rate(command, "--lr", learningRate);
        within("--epochs", epochs, 1, 100_000);
        return super.run();
    }

    @Override
    Object show(RunFolder folder) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("path", showPath());
        numbers.put("chain", showChain());
        output.print("A neuron, learning rate %s, seed %d, %d epochs of all examples", learningRate, seed, epochs);
        linear = NeuronRun.linear(seed, learningRate, epochs);
        logistic = NeuronRun.logistic(seed, learningRate, epochs);
        numbers.put("linear", showNeuron("Linear", linear));
        numbers.put("logistic", showNeuron("Logistic", logistic));
        folder.draw("rates.png", Descent.rates(0.02, 0.3, 1.05)::write).ifPresent(output::warn);
        folder.draw("neurons.png", NeuronRun.sheet(linear, logistic)::write).ifPresent(output::warn);
        return numbers;
    }

    private double[] showPath() {
        double curvature = Descent.curvature(Descent.EXAMPLE, Descent.START);
        output.print(
                "L(w) = (w - 3)^2 at w = 1: slope %.4f, curvature %.4f. Steps come nearer to 3 if the rate is below 2 / curvature = %.4f.",
                FiniteDifference.derivative(Descent.EXAMPLE, Descent.START), curvature, 2 / curvature);
        double[] path = Descent.path(Descent.EXAMPLE, Descent.START, learningRate, STEPS);
        for (int step : new int[] {0, 1, 2, 5, STEPS}) {
            output.print(
                    "Step %d, w = %s, Loss: %s",
                    step, Numbers.brief(path[step]), Numbers.brief(Descent.EXAMPLE.applyAsDouble(path[step])));
        }
        return path;
    }

    /** w → z → y → L of one neuron with x = 2, t = 1, measured one by one and together, and by reverse mode. */
    private Map<String, Double> showChain() {
        double z = 0.5 * 2 - 1;
        double y = Elementwise.SIGMOID.value(z);
        Map<String, Double> slopes = new LinkedHashMap<>();
        slopes.put("dz/dw", FiniteDifference.derivative(w -> w * 2 - 1, 0.5));
        slopes.put("dy/dz", FiniteDifference.derivative(Elementwise.SIGMOID::value, z));
        slopes.put("dL/dy", FiniteDifference.derivative(v -> (v - 1) * (v - 1), y));
        slopes.put("product", slopes.values().stream().reduce(1.0, (a, b) -> a * b));
        slopes.put(
                "dL/dw", FiniteDifference.derivative(w -> Math.pow(Elementwise.SIGMOID.value(w * 2 - 1) - 1, 2), 0.5));
        Scalar w = new Scalar(0.5);
        Scalar minusOne = new Scalar(-1);
        Scalar minusZ = w.times(new Scalar(2)).plus(minusOne).times(minusOne);
        Scalar ofZ = minusZ.exp().plus(new Scalar(1)).log().times(minusOne).exp(); // 1 / (1 + e^-z)
        Scalar error = ofZ.plus(minusOne);
        error.times(error).backward();
        slopes.put("reverse mode", w.gradient);
        output.print("The chain w -> z = 2w - 1 -> y = sigmoid(z) -> L = (y - 1)^2 at w = 0.5:");
        slopes.forEach((name, slope) -> output.print("  %-12s %s", name, Numbers.fourDecimals(slope)));
        return slopes;
    }

    private Learned showNeuron(String name, NeuronRun run) {
        for (int epoch = 0; epoch <= epochs; epoch += Math.max(1, epochs / LINES)) {
            output.print("%s, Epoch %d, Loss: %s", name, epoch, Numbers.brief(run.losses()[epoch]));
        }
        output.print(
                "%s: w = %s, b = %s; the examples are drawn with 2 and -1.",
                name, Numbers.brief(run.w()), Numbers.brief(run.b()));
        return new Learned(run.w(), run.b(), run.losses());
    }

    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        return Stream.of(linear, logistic)
                .flatMap(run ->
                        NetworkCheck.findings(run.setup(), run.x(), run.targets(), NetworkCheck.Effort.BRIEF)
                                .verdicts()
                                .stream())
                .toList();
    }
}
