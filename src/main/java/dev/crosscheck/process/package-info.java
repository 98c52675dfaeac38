/** Starts other programs, and ends them with all that they have started. */
package dev.crosscheck.process;
