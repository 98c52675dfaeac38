/**
 * What can be said of several runs: means with their intervals, differences between runs that share their seeds, and how likely chance alone
 * makes them. Laws and quantiles are those of Apache Commons Statistics.
 */
package dev.crosscheck.statistics;
