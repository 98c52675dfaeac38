/**
 * What a run leaves for people and programs: run.json, run.html, metrics.csv, pictures. What it needs to resume is in
 * {@code train.checkpoint}.
 */
package dev.crosscheck.train.record;
