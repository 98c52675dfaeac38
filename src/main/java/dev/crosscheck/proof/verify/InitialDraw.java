package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Initial parameters, implemented independently as the reference for trainings from a seed. They are drawn from one generator in the order W1 row by row,
 * b1, W2, and so on. For a layer with n inputs and m units:
 *
 * <ul>
 *   <li>normal: weights and biases from N(0,1), as in the course;
 *   <li>torch: weights and biases uniform in ±1/√n (PyTorch's {@code nn.Linear});
 *   <li>he: weights from N(0, 2/n), biases 0 (He et al., 2015);
 *   <li>xavier: weights uniform in ±√(6/(n + m)), biases 0 (Glorot and Bengio, 2010).
 * </ul>
 */
final class InitialDraw {
    private InitialDraw() {}

    /** @param sizes the number of inputs, then of the units of each layer */
    static Parameters of(Initialization initialization, List<Integer> sizes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k < sizes.size(); k++) {
            int n = sizes.get(k - 1);
            int m = sizes.get(k);
            double torch = 1 / Math.sqrt(n);
            double xavier = Math.sqrt(6.0 / (n + m));
            DoubleSupplier weight = switch (initialization) {
                case NORMAL -> random::nextGaussian;
                case TORCH -> () -> random.nextDouble(-torch, torch);
                case XAVIER -> () -> random.nextDouble(-xavier, xavier);
                case HE -> () -> Math.sqrt(2.0 / n) * random.nextGaussian();
            };
            matrices.add(Matrix.zeros(n, m).map(zero -> weight.getAsDouble()));
            boolean biases = initialization == Initialization.TORCH || initialization == Initialization.NORMAL;
            matrices.add(Matrix.zeros(1, m).map(zero -> biases ? weight.getAsDouble() : 0));
        }
        return new Parameters(matrices);
    }
}
