package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The gradients that flow back from the loss along the edges of the computation graph.
 *
 * @param dzs dLoss/dZ_1 to dLoss/dZ_K
 * @param dys the same {@link Layer#beforePooling}; equal to dzs in layers that do not pool
 * @param das dLoss/dA_0 = dLoss/dX to dLoss/dA_K; only to dLoss/dA_K-1 if loss and output activation are fused
 *     ({@link Objective#isFusedWith}), since the backward pass then begins at dLoss/dZ_K
 */
public record BackwardPass(List<Matrix> dzs, List<Matrix> dys, List<Matrix> das) {

    /**
     * Backpropagates from the loss to dLoss/dX.
     *
     * @param network the architecture
     * @param parameters those of the forward pass
     * @param pass the forward pass
     * @param targets (N, O)
     * @param loss what is differentiated
     */
    public static BackwardPass of(
            Network network, Parameters parameters, ForwardPass pass, Matrix targets, Objective loss) {
        Matrix y = pass.output();
        return loss.isFusedWith(network.outputActivation())
                ? walk(network, parameters, pass, new ArrayList<>(), loss.gradientOfLogits(y, targets)) // L of Z_K, T
                : from(network, parameters, pass, loss.gradient(y, targets)); // L = loss(A_K, T)
    }

    /**
     * Backpropagates any gradient of the outputs, to dX.
     *
     * @param output dA_K, (N, O): the derivative of the differentiated quantity with respect to each output
     */
    public static BackwardPass from(Network network, Parameters parameters, ForwardPass pass, Matrix output) {
        int last = network.depth();
        Matrix dz = network.activation(last).backward(pass.z(last), pass.a(last), output); // A_K = f_K(Z_K)
        return walk(network, parameters, pass, new ArrayList<>(List.of(output)), dz);
    }

    /**
     * Backpropagates from dZ_K to dX.
     *
     * @param das dA_K, or empty; the others are added
     */
    private static BackwardPass walk(
            Network network, Parameters parameters, ForwardPass pass, List<Matrix> das, Matrix dzOfOutput) {
        List<Matrix> dzs = new ArrayList<>();
        List<Matrix> dys = new ArrayList<>();
        Matrix dz = dzOfOutput;
        for (int k = network.depth(); k >= 1; k--) {
            dzs.add(dz);
            Matrix w = parameters.weights(k);
            Matrix dy = network.layer(k).beforePooling(pass.a(k - 1), w, parameters.bias(k), dz);
            dys.add(dy);
            Matrix da = network.layer(k).inputGradient(dy, w); // Z_k = A_k-1 W_k + b_k
            das.add(da);
            if (k > 1) {
                dz = network.activation(k - 1).backward(pass.z(k - 1), pass.a(k - 1), da); // A_k-1 = f_k-1(Z_k-1)
            }
        }
        Collections.reverse(dzs);
        Collections.reverse(dys);
        Collections.reverse(das);
        return new BackwardPass(dzs, dys, das);
    }

    /**
     * Computes the gradients of the parameters: {@code dW_k = A_k-1ᵀ dZ_k} and {@code db_k = Σ_n dz_n}.
     *
     * @param network the architecture
     * @param pass the forward pass that belongs to this backward pass
     */
    public Gradients gradients(Network network, ForwardPass pass) {
        List<Matrix> gradients = new ArrayList<>(2 * dzs.size());
        for (int k = 1; k <= dzs.size(); k++) {
            Matrix dy = dys.get(k - 1);
            gradients.add(network.layer(k).weightGradient(pass.a(k - 1), dy)); // dW_k, from Z_k = A_k-1 W_k + b_k
            gradients.add(network.layer(k).biasGradient(dy)); // db_k, from the same equation: b_k is added to each row
        }
        return new Gradients(gradients);
    }

    /** @return dLoss/dZ_k, (N, size k), with k from 1 */
    public Matrix dz(int k) {
        return dzs.get(k - 1);
    }

    /** @return dLoss/dA_k, (N, size k), with k from 0: da(0) is dLoss/dX; for the last layer only if it is not fused with the loss */
    public Matrix da(int k) {
        return das.get(k);
    }
}
