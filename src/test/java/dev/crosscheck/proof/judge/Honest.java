package dev.crosscheck.proof.judge;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Runs done with the mathematics of {@link dev.crosscheck.nn}, of which the judge's training has the activations and losses only. */
final class Honest {
    private Honest() {}

    /** @return what each step of a start yields: loss, gradients, parameters and moments */
    static List<Map<String, Matrix>> steps(Recording start) {
        Setup setup = start.setup();
        Network network = setup.network().network();
        Parameters parameters = network.parameters(start.start());
        Optimizer optimizer = setup.training().optimizer().start();
        List<Map<String, Matrix>> steps = new ArrayList<>();
        for (int t = 1; t <= start.allSteps(); t++) {
            MatrixExamples batch = MatrixExamples.of(start.examples(), start.rows(t));
            ForwardPass pass = network.forward(parameters, batch.x());
            Gradients gradients =
                    Backprop.BY_HAND.gradients(network, parameters, pass, batch.targets(), setup.objective());
            Map<String, Matrix> step = new LinkedHashMap<>();
            step.put(Recording.LOSS, new Matrix(1, 1, network.loss(pass, batch.targets(), setup.objective())));
            optimizer.updateInPlace(parameters.matrices(), gradients.matrices());
            put(network, step, Recording.GRADIENT, gradients.matrices());
            put(network, step, "", parameters.matrices());
            optimizer.memory().forEach((letter, arrays) -> {
                List<Matrix> moments = new ArrayList<>();
                for (Matrix like : parameters.matrices()) {
                    moments.add(new Matrix(like.rows(), like.columns(), arrays.get(moments.size())));
                }
                put(network, step, letter + ".", moments);
            });
            steps.add(step);
        }
        return steps;
    }

    private static void put(Network network, Map<String, Matrix> step, String prefix, List<Matrix> arrays) {
        network.named(new Parameters(arrays)).forEach((name, array) -> step.put(prefix + name, array.copy()));
    }

    /** @return a start with these steps, whose numbers are the test's own to change */
    static Recording run(Recording start, double u, List<Map<String, Matrix>> steps) {
        return run(start, start.epochs(), u, steps);
    }

    static Recording run(Recording start, List<int[]> epochs, double u, List<Map<String, Matrix>> steps) {
        return new Recording(
                start.label(), start.setup(), start.examples(), epochs, u, start.start(), steps, Map.of(), null);
    }

    /** @return the run of a network's ordinary start of which the arrays were written whose names are asked for */
    static Recording run(String network, double u, Predicate<String> written) {
        Recording start = Start.all(Judge.setup(network, 1)).get(0).run();
        List<Map<String, Matrix>> steps = steps(start);
        steps.forEach(step -> step.keySet().removeIf(written.negate()));
        return run(start, u, steps);
    }
}
