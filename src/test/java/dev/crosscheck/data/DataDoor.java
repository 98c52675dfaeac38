package dev.crosscheck.data;

/** Lets the fuzzers in to this package's readers. */
public final class DataDoor {
    private DataDoor() {}

    /** Reads images in the IDX format, raw or gzipped. */
    public static void idx(byte[] file) {
        IdxFile.read("input", file, 3);
    }

    /** Reads the names of a data set's classes. */
    public static void labels(byte[] file) {
        ClassNames.read("input", file);
    }
}
