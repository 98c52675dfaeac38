/**
 * The explorer: a page on which small networks learn and every number of the forward and backward pass can be inspected at every step. It computes
 * by itself ({@code engine.js}), with the bits of {@code nn}; here it is put together.
 */
package dev.crosscheck.using.explore;
