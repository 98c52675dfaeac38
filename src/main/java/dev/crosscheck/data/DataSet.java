package dev.crosscheck.data;

import java.util.Map;

/** Examples to learn from and others to test on, which were read from files. */
public interface DataSet {

    /** @return what to learn from */
    Examples train();

    /** @return what to test on, of the same form */
    Examples test();

    /** @return SHA-256 of each file's raw content, by the file's name */
    Map<String, String> sha256();
}
