/** The sections of the course as runs with text and charts. Their mathematics is in {@code nn}. */
package dev.crosscheck.course;
