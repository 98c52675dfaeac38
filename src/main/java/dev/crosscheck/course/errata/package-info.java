/** The errors in the course's listings. Each is run beside its correction and measured. */
package dev.crosscheck.course.errata;
