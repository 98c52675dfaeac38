package dev.crosscheck.cli;

import dev.crosscheck.course.KernelGradient;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a kernel, its gradient term by term, and the sizes of convolutions (after course section 5). */
@Command(
        description =
                "Example: a picture of 4x4 with a diagonal edge, a kernel of 3x3, then ReLU and one linear unit, with the loss"
                        + " 1/2 (y - t)^2. The kernel is not turned, as everywhere in the field.",
        footer = {
            "  crosscheck course convolution",
            "  crosscheck course convolution --pool    the gradient goes to one place",
            "  crosscheck course convolution --json - | jq .dW"
        })
final class ConvolutionCommand extends Chapter.Compared {
    private static final Matrix X = new Matrix(4, 4, 0, 0, 1, 2, 0, 1, 2, 2, 0, 2, 2, 1, 1, 2, 1, 0);
    private static final Matrix T = Matrix.rowOf(2);
    private static final String DIGITS = "28x28-conv8x5-conv8x5s-pool2-conv16x5-pool2-64-10";

    @Option(names = "--pool", description = "Let only the largest of the four places go on.")
    private boolean pool;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the kernel and of the other parameters. Default: 1.")
    private long seed;

    private Setup setup;

    @Override
    int run() {
        setup = Setup.parse(
                "4x4-conv1x3" + (pool ? "-pool2" : "") + "-1 relu half-squared-error sgd lr:0.1 batch:1", seed);
        return super.run();
    }

    @Override
    Object show(RunFolder folder) {
        Network network = setup.network().network();
        Parameters parameters = setup.initial();
        Matrix x = Matrix.rowOf(X.data());
        ForwardPass pass = network.forward(parameters, x);
        BackwardPass back = BackwardPass.of(network, parameters, pass, T, setup.objective());
        Matrix y = ((Convolution) network.layer(1)).unpooled().z(x, parameters.weights(1), parameters.bias(1));
        Gradients numeric = Backprop.CENTRAL_DIFFERENCES.gradients(network, parameters, pass, T, setup.objective());
        KernelGradient gradient = new KernelGradient(X, square(back.dys().get(0)));
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        arrays.put("X", X);
        arrays.put("W", square(parameters.weights(1)));
        arrays.put("b", parameters.bias(1));
        arrays.put("Y", square(y));
        arrays.put("dY", gradient.dy());
        arrays.put("dW", back.gradients(network, pass).weights(1));
        arrays.put("dX", square(back.da(0)));
        output.print(
                "%s, seed %d: Y[r,c] = b + sum of X[r+u,c+v] W[u,v], L = %s",
                network.title(), seed, Numbers.fourDecimals(network.loss(pass, T, setup.objective())));
        output.print("");
        List<String> shown = List.of("X", "W", "b", "Y", "dY");
        print(
                List.of("X", "W", "b", "Y", "dL/dY"),
                List.of(0, 1, 2, 3),
                r -> shown.stream().map(name -> row(arrays.get(name), r)).toList());
        output.print("dL/dW[u,v] is the sum of dL/dY[r,c] X[r+u,c+v] over all places r, c:");
        print(
                List.of("weight", "terms", "dL/dW", "by differences"),
                IntStream.range(0, 9).boxed().toList(),
                i -> List.of(
                        "[" + i / 3 + "," + i % 3 + "]",
                        gradient.terms(i / 3, i % 3),
                        Numbers.fourDecimals(arrays.get("dW").data()[i]),
                        Numbers.fourDecimals(numeric.weights(1).data()[i])));
        output.print("All places share a kernel: few parameters, many products.");
        print(
                List.of("layers for digits", "from", "to", "parameters", "products", "as dense: parameters"),
                Setup.parse(DIGITS).network().network().layers(),
                layer -> List.of(
                        layer.title(),
                        layer.input().toString(),
                        layer.output().toString(),
                        Text.of("%,d", layer.parameters()),
                        Text.of("%,d", layer.products()),
                        Text.of("%,d", (layer.inputs() + 1L) * layer.units())));
        folder.draw("gradient.png", gradient.picture()::write).ifPresent(output::warn);
        Map<String, double[]> numbers = new LinkedHashMap<>();
        arrays.forEach((name, matrix) -> numbers.put(name, matrix.data()));
        return numbers;
    }

    private static String row(Matrix numbers, int r) {
        boolean whole = numbers == X;
        return r >= numbers.rows()
                ? ""
                : Arrays.stream(numbers.row(r).data())
                        .mapToObj(v -> Text.of(whole ? "%.0f" : "%7.4f", v + 0.0))
                        .collect(Collectors.joining(" "));
    }

    private static Matrix square(Matrix numbers) {
        int side = (int) Math.sqrt(numbers.data().length);
        return new Matrix(side, side, numbers.data());
    }

    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        return NetworkCheck.findings(setup, Matrix.rowOf(X.data()), T, NetworkCheck.Effort.BRIEF)
                .verdicts();
    }
}
