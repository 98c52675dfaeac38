package dev.crosscheck.bench;

import java.util.Optional;

/**
 * What a contestant needs, or why there is none: one of the two is empty.
 *
 * @param it what was found
 * @param reason why nothing was, worded to follow "since"
 */
record Found<T>(Optional<T> it, String reason) {
    static <T> Found<T> of(T it) {
        return new Found<>(Optional.of(it), "");
    }

    static <T> Found<T> nothing(String reason) {
        return new Found<>(Optional.empty(), reason);
    }
}
