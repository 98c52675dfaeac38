/**
 * The explorer: interactive training of small networks, in which every number of the forward and backward pass can be inspected at every
 * step.
 *
 * <p>{@code ExplorePage} is the web site. A {@code Config} becomes an {@code Experiment}, which a {@code Session} trains in
 * {@code Branch}es; {@code Passes} and {@code Surfaces} describe a state of it. All arithmetic is that of {@code nn}.
 */
package dev.crosscheck.using.explore;
