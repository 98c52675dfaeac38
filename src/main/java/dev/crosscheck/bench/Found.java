package dev.crosscheck.bench;

import java.util.Optional;
import java.util.function.Function;

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

    <U> Found<U> map(Function<T, U> change) {
        return new Found<>(it.map(change), reason);
    }

    static <T> Found<T> nothing(String reason) {
        return new Found<>(Optional.empty(), reason);
    }
}
