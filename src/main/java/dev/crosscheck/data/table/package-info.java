/**
 * Tables: CSV files read column by column, what their columns are, what is suspicious about them, how rows are shared out, and how cells
 * become the numbers that a network takes.
 */
package dev.crosscheck.data.table;
