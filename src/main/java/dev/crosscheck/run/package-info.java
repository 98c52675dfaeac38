/**
 * Files that commands write: a run's folder with its lock, log, JSON and digests. Also strict readers of JSON and zip files from outside.
 */
package dev.crosscheck.run;
