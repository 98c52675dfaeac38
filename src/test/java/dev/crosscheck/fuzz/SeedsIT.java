package dev.crosscheck.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.crosscheck.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What fuzzers found stays mended: every reader keeps to the rules with all seeds, and with mutations of them. */
class SeedsIT {
    private static final int MUTATIONS = Soak.times(20, 3000);

    /** Many times what it takes. */
    private static final int MINUTES = 10;

    @Test
    void everyReaderKeepsToTheRules() throws IOException, InterruptedException {
        Child child = Child.named("replay");
        Process process = child.start(List.of(), List.of(Replay.class.getName(), Integer.toString(MUTATIONS)));
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        String log = Files.readString(child.log());
        if (!ended || process.exitValue() != 0 && !log.contains("FOUND")) {
            fail(log + "The process hung or ended while it read " + child.lastInput());
        }
        assertEquals(0, process.exitValue(), log);
    }
}
