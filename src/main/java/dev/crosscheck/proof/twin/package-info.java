/** The same models in stock Deeplearning4j, for comparison, with its conventions in one place. Nothing here uses code that it is compared with. */
package dev.crosscheck.proof.twin;
