package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.process.Subprocess;
import org.junit.jupiter.api.Test;

class ClassArchiveTest {
    /** A busy machine is not a Java that cannot. */
    @Test
    void aJavaThatIsLateHasNotFailed() throws Exception {
        Subprocess.Ended late = Subprocess.of("sleep", "60").toItsEnd(1);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ClassArchive.isDone(late));
        assertEquals(
                "No archive of classes was made: Java had not ended after 120 s, as on a machine that is busy."
                        + " \"bin/crosscheck doctor --archive\" tries again.",
                e.getMessage());
        assertTrue(ClassArchive.isDone(new Subprocess.Ended(0, "", "")));
        assertFalse(ClassArchive.isDone(new Subprocess.Ended(1, "", "")));
    }
}
