/** The sections of the course as runs, with their text and pictures. Their mathematics is in {@code nn}. */
package dev.crosscheck.course;
