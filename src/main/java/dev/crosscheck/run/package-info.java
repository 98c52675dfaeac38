/** What commands leave on disk: a run's folder, its lock, log, JSON and digests; and strict readers of JSON and zip files from outside. */
package dev.crosscheck.run;
