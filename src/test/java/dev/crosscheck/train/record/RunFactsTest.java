package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFactsTest {
    @Test
    void examplesOfEachPartAreCounted() {
        RunRecord run = RunRecords.of("a", RunRecord.Status.COMPLETED);
        Map<String, String> facts = RunFacts.of(run);
        assertEquals(
                run.data().trainingImages() + " to train on, 2 to validate on, "
                        + run.data().testImages() + " to test on",
                facts.get("images"));
        assertEquals(run.data().folder(), facts.get("data"));
        run.data().sha256().forEach((file, digest) -> assertEquals(digest, facts.get("SHA-256 of " + file)));
    }
}
