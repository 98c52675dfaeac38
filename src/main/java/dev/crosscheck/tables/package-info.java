/**
 * Training on tables: candidates, of which one is chosen, folds, whose networks answer together, and what is decided by the rows that were not trained on.
 */
package dev.crosscheck.tables;
