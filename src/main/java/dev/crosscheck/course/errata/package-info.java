/** The slips in the course's listings, each run beside the right form and measured. */
package dev.crosscheck.course.errata;
