package dev.crosscheck.using.export;

import java.util.Map;

/** How a model did on test data, at export. */
public sealed interface TestResult permits ImageTest, TableTest {
    /** @return where the data are; null if they are not at hand */
    String data();

    /** @return whether the model was trained on these data */
    Provenance.DataMatch trainingData();

    /** @return what to know about the figures; null if nothing */
    String caveat();

    /** @return SHA-256 of the data's files, by name */
    Map<String, String> sha256();

    /** @return how good the model is, in a line */
    String words();
}
