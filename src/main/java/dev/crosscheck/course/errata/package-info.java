/** The slips in the course's listings, each carried out beside the right form and measured. */
package dev.crosscheck.course.errata;
