package dev.crosscheck.using.export;

import java.util.Map;

/** The result of a model on test data, at export. */
public sealed interface TestResult permits ImageTest, TableTest {
    /** @return the path of the data; null if they are not available */
    String data();

    /** @return whether the model was trained on these data */
    Provenance.DataMatch trainingData();

    /** @return a remark on the result; null if there is none */
    String caveat();

    /** @return SHA-256 of the files, by name */
    Map<String, String> sha256();

    /** @return the result in one line */
    String words();
}
