/**
 * The pieces of HTML pages, each one file that loads nothing else, and the comparison report. The page of a run stands beside its record in
 * {@code train.record}, the pages of a sweep and of a comparison in {@code sweep}.
 */
package dev.crosscheck.showing.report;
