/**
 * The HTML pages: the comparison report and the page of a training run, each one file that loads nothing else. When they are written,
 * and from what, is decided elsewhere: by {@code cli} and {@code train.record}.
 */
package dev.crosscheck.showing.report;
