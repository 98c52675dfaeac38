/**
 * The digit network in Deeplearning4j: its two forms, its model files, and the arrays of a batch. The layers that make it fast are in
 * {@code layers}.
 */
package dev.crosscheck.train.dl4j;
