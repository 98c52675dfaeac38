/** The commands: options, messages, tables, progress and exit codes. The work itself is in the other packages. */
package dev.crosscheck.cli;
