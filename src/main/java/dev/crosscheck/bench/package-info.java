/**
 * Speed and memory of every way to train the digit network, measured in one run.
 *
 * <p>Each measurement is a process of its own, since threads are decided when native libraries load. The contestants take
 * turns, so that a machine that slows down slows all of them down.
 */
package dev.crosscheck.bench;
