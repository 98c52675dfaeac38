/**
 * Networks in Deeplearning4j: their trainers, their two forms, their model files, and the arrays of a batch. The faster layers are in
 * {@code layers}.
 */
package dev.crosscheck.train.dl4j;
