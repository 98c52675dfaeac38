package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.List;

/**
 * The values that a forward pass computed, which the backward pass uses: {@code Z_k = A_k-1 W_k + b_k}, {@code A_k = f_k(Z_k)}.
 *
 * @param zs Z_1 to Z_K
 * @param as A_0 = X to A_K
 */
public record ForwardPass(List<Matrix> zs, List<Matrix> as) {

    /** @return Z_k, (N, size k), with k from 1 */
    public Matrix z(int k) {
        return zs.get(k - 1);
    }

    /** @return A_k, (N, size k), with k from 0: a(0) is X */
    public Matrix a(int k) {
        return as.get(k);
    }

    /** @return the network's outputs, (N, O) */
    public Matrix output() {
        return as.get(as.size() - 1);
    }
}
