/**
 * Uses a trained network: prepares pictures like its training images, or rows of a table, and predicts by the hand-written forward pass.
 * Independent of DL4J.
 */
package dev.crosscheck.using.predict;
