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

    /** @return whether no GPU whatever could be used */
    public boolean isNone() {
        return notNd4j.isPresent() && notByHand.isPresent();
    }
}
