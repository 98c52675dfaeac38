/**
 * The files that a run writes for people and programs: run.json, run.html, metrics.csv, pictures. Checkpoints, for resuming, are in
 * {@code train.checkpoint}.
 */
package dev.crosscheck.train.record;
