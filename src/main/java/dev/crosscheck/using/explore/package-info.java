/**
 * The explorer: small networks that learn while one looks on, every number of them forward, backward and back in time.
 *
 * <p>{@code ExplorePage} is what the server offers. A {@code Config} becomes an {@code Experiment}, which a {@code Session} trains
 * in {@code Branch}es; {@code Passes} and {@code Surfaces} show a state of it. All arithmetic is that of {@code nn}.
 */
package dev.crosscheck.using.explore;
