package dev.crosscheck.data;

import java.util.List;
import java.util.Map;

/** Examples to learn from and others to test on, which were read from files. */
public interface DataSet {

    /** @return what to learn from */
    Examples train();

    /** @return what to test on, of the same form */
    Examples test();

    /** @return SHA-256 of each file's raw content, by the file's name */
    Map<String, String> sha256();

    /** @return the classes' names, in their order; none where a number is learnt */
    List<String> classes();

    /** @return what a class is called, in one word */
    String noun();

    /** @return whether the examples to validate on are the last of {@link #train}; otherwise they are drawn from them by the seed */
    default boolean validatesOnLast() {
        return false;
    }
}
