package dev.crosscheck.device;

import java.util.Optional;

/**
 * The ways in which a command can use a GPU.
 *
 * @param notNd4j why ND4J's CUDA cannot be used, in a clause; empty if it can
 * @param notByHand why CUDA by hand cannot be used, in a clause; empty if it can
 */
public record CudaWays(Optional<String> notNd4j, Optional<String> notByHand) {
    /** Work that both can do. */
    public static final CudaWays ALL = new CudaWays(Optional.empty(), Optional.empty());

    /** Work that only ND4J can do on a GPU. */
    public static final CudaWays ND4J = new CudaWays(Optional.empty(), Optional.of("only training by hand uses it"));

    /** Work that only the program's own kernels can do on a GPU. */
    public static final CudaWays BY_HAND = new CudaWays(Optional.of("only Deeplearning4j uses it"), Optional.empty());

    /** @return whether no GPU whatever could be used */
    public boolean isNone() {
        return notNd4j.isPresent() && notByHand.isPresent();
    }
}
