/** What a run's page shows of a table's network. */
package dev.crosscheck.tables.report;
