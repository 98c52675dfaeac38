/**
 * Statistics of several runs: means with their intervals, differences between runs that share seeds, and tests of whether chance explains
 * them. Distributions and quantiles are those of Apache Commons Statistics.
 */
package dev.crosscheck.statistics;
