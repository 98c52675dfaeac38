package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.Setup;
import java.util.Arrays;

/** The output layer after a hidden one: all its units are one block, whose rows are divided in the forward pass. */
final class OutputLayer extends DenseLayer {

    /** @param below the last hidden layer */
    OutputLayer(Setup setup, int place, FloatLayer below, int batch, Kernels kernels) {
        super(setup, place, below, Sums.width(setup.network().outputs()), batch, kernels);
    }

    @Override
    int[] forwardParts(Pass pass) {
        return new int[] {pass.batch().parts()};
    }

    /** {@code Z = Σ A·W + b}, of a part of the rows. */
    @Override
    void forward(Pass pass, int phase, int part) {
        Block block = blocks().get(0);
        int width = block.width();
        int from = pass.batch().firstRow(part);
        int to = pass.batch().firstRow(part + 1);
        Arrays.fill(block.a(), from * width, to * width, 0f);
        addShares(0, from, to);
        for (int i = from * width; i < to * width; i++) {
            block.a()[i] += block.b().theta()[i % width];
        }
        pass.outputs().accept(part);
    }
}
