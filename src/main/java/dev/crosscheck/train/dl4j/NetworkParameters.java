package dev.crosscheck.train.dl4j;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a DL4J network of dense layers, as plain matrices. */
public final class NetworkParameters {
    private NetworkParameters() {}

    /** @return copies, widened to double, as W1 (I, H), b1 (1, H) and so on */
    public static Parameters of(MultiLayerNetwork network) {
        List<Matrix> matrices = new ArrayList<>();
        for (int layer = 0; layer < network.getnLayers(); layer++) {
            INDArray weights = network.getParam(layer + "_W");
            matrices.add(matrix((int) weights.size(0), weights));
            matrices.add(matrix(1, network.getParam(layer + "_b")));
        }
        return new Parameters(matrices);
    }

    private static Matrix matrix(int rows, INDArray array) {
        double[] values = array.dup('c').data().asDouble();
        return new Matrix(rows, values.length / rows, values);
    }
}
