/**
 * The same models built from stock Deeplearning4j, as references for the checks. Nothing here uses the code that it checks.
 */
package dev.crosscheck.proof.twin;
