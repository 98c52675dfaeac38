/** Limits on the values of records, which their constructors check. */
package dev.crosscheck.limits;
