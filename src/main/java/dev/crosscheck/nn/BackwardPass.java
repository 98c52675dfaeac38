package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradients that flow back from the loss along the edges of the computation graph.
 *
 * @param dzs dLoss/dZ_1 to dLoss/dZ_K
 * @param das dLoss/dA_0 = dLoss/dX to dLoss/dA_K
 */
public record BackwardPass(List<Matrix> dzs, List<Matrix> das) {

    /**
     * Walks the forward pass backwards, from dLoss/dY to dLoss/dX.
     *
     * @param network the architecture
     * @param parameters those of the forward pass
     * @param pass the forward pass
     * @param targets (N, O)
     * @param loss what is differentiated
     */
    public static BackwardPass of(
            Network network, Parameters parameters, ForwardPass pass, Matrix targets, Objective loss) {
        return from(network, parameters, pass, loss.gradient(pass.output(), targets)); // L = loss(A_K, T)
    }

    /**
     * Walks back from any gradient of the outputs, to dX.
     *
     * @param output dA_K, (N, O): how what is differentiated changes with each output
     */
    public static BackwardPass from(Network network, Parameters parameters, ForwardPass pass, Matrix output) {
        Matrix[] dzs = new Matrix[network.layers()];
        Matrix[] das = new Matrix[network.layers() + 1];
        das[network.layers()] = output;
        for (int k = network.layers(); k >= 1; k--) {
            Matrix dz = network.activation(k).backward(pass.z(k), pass.a(k), das[k]); // A_k = f_k(Z_k)
            dzs[k - 1] = dz;
            das[k - 1] = dz.timesTranspose(parameters.weights(k)); // Z_k = A_k-1 W_k + b_k
        }
        return new BackwardPass(Arrays.asList(dzs), Arrays.asList(das));
    }

    /**
     * What flowed back, turned into gradients of the parameters: {@code dW_k = A_k-1ᵀ dZ_k} and {@code db_k = Σ_n dz_n}.
     *
     * @param pass the forward pass that was walked back
     */
    public Gradients gradients(ForwardPass pass) {
        List<Matrix> gradients = new ArrayList<>(2 * dzs.size());
        for (int k = 1; k <= dzs.size(); k++) {
            gradients.add(pass.a(k - 1).transposeTimes(dz(k))); // dW_k, from Z_k = A_k-1 W_k + b_k
            gradients.add(dz(k).columnSums()); // db_k, from the same line: b_k is added to each row
        }
        return new Gradients(gradients);
    }

    /** @return dLoss/dZ_k, (N, size k), with k from 1 */
    public Matrix dz(int k) {
        return dzs.get(k - 1);
    }

    /** @return dLoss/dA_k, (N, size k), with k from 0: da(0) is dLoss/dX */
    public Matrix da(int k) {
        return das.get(k);
    }
}
