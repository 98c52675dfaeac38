/** The report of {@code crosscheck verify}: its content, and the page that shows it. */
package dev.crosscheck.proof.report;
