package dev.crosscheck.using.export;

/**
 * An exported file.
 *
 * @param format name of the format on the command line
 * @param file file name
 * @param bytes size
 * @param sha256 SHA-256 of the file
 * @param verification result of the check
 */
public record ExportedFile(String format, String file, long bytes, String sha256, FileVerification verification) {}
