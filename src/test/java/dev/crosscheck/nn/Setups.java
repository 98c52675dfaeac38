package dev.crosscheck.nn;

import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;

/** Networks and trainings for tests. */
public final class Setups {
    private Setups() {}

    /** @return ReLU layers of these units, trained by Adam, before data are read */
    public static Setup digits(long seed, int epochs, int batch, double rate, Integer... hidden) {
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(rate);
        return new Setup(NetworkSpec.digits(hidden), new TrainingSpec(adam, batch, epochs, seed));
    }

    /** @return the same with inputs and outputs */
    public static Setup known(int inputs, int outputs, long seed, double rate, Integer... hidden) {
        return digits(seed, 1, 64, rate, hidden).of(inputs, outputs);
    }

    /** @return before data are read, with the optimizer's usual settings */
    public static Setup of(
            List<Integer> hidden,
            Elementwise activation,
            Loss loss,
            OptimizerSpec.Kind optimizer,
            double dropout,
            Initialization initialization) {
        return of(hidden, activation, loss, optimizer.byDefault(), dropout, initialization);
    }

    /** @return before data are read */
    public static Setup of(
            List<Integer> hidden,
            Elementwise activation,
            Loss loss,
            OptimizerSpec optimizer,
            double dropout,
            Initialization initialization) {
        NetworkSpec network =
                new NetworkSpec(0, NetworkSpec.layers(hidden, activation), 0, loss, null, dropout, initialization);
        return new Setup(network, new TrainingSpec(optimizer, 64, 1, 1));
    }

    /** @return the same with other weights of classes */
    public static Setup weighted(Setup setup, ClassWeights weights) {
        return new Setup(setup.network(), setup.training().with(weights));
    }
}
