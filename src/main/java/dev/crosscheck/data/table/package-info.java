/**
 * Tables: reading CSV files, summaries of their columns and warnings about them, splits, and the conversion of cells to a network's features and
 * targets.
 */
package dev.crosscheck.data.table;
