package dev.crosscheck.device;

import java.util.Optional;

/**
 * Which ways to a GPU a command has.
 *
 * @param notNd4j why ND4J's CUDA is none, in a clause; empty if it is one
 * @param notByHand why CUDA by hand is none, likewise
 */
public record CudaWays(Optional<String> notNd4j, Optional<String> notByHand) {
    /** What both can do. */
    public static final CudaWays ALL = new CudaWays(Optional.empty(), Optional.empty());

    /** What only ND4J can do on a GPU. */
    public static final CudaWays ND4J = new CudaWays(Optional.empty(), Optional.of("only training by hand uses it"));

    /** What only the program's own kernels do. */
    public static final CudaWays BY_HAND = new CudaWays(Optional.of("only Deeplearning4j uses it"), Optional.empty());
}
