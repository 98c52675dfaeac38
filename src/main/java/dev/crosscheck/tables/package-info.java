/** Training on tables: what a run on one keeps, and the networks between which it chooses. */
package dev.crosscheck.tables;
