/**
 * The same models in stock Deeplearning4j, for comparison, with its conventions in one place. Nothing here uses the
 * code that it checks.
 */
package dev.crosscheck.proof.twin;
