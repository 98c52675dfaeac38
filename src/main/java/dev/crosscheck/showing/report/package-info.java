/**
 * Building blocks of self-contained HTML pages, and the comparison report. The page of a run is beside its record in {@code train.record}; the pages
 * of a sweep and of a comparison are in {@code sweep}.
 */
package dev.crosscheck.showing.report;
