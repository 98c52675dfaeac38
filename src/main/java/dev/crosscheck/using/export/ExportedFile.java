package dev.crosscheck.using.export;

/**
 * An exported file.
 *
 * @param format what the command line calls the format
 * @param file its name
 * @param bytes its size
 * @param sha256 of the file
 * @param verification how it was checked
 */
public record ExportedFile(String format, String file, long bytes, String sha256, FileVerification verification) {}
