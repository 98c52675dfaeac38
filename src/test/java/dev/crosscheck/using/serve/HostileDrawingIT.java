package dev.crosscheck.using.serve;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drawings as large as a body may be: each is refused at once, with little memory. */
class HostileDrawingIT {
    private static final int LARGEST = ServerLimits.USUAL.bodyBytes();

    /** Most of it is garbage at once: a number with a fraction or an exponent leaves some hundred bytes. */
    private static final long MOST_ALLOCATED = 128 << 20;

    @ParameterizedTest(name = "{0}{1}{1}...")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pixels\":[         | 1,",
                "{\"pixels\":[         | 1.5e1,",
                "{\"pixels\":[         | 1",
                "{\"pixels\":[1e       | 9",
                "{\"pixels\":[0.       | 0",
                "{\"pixels\":[\"       | a",
                "{\"pixels\":[         | [",
                "{\"pixels\":          | {\"pixels\":",
                "{\"                   | name",
                "{                     | \"a\":1,",
                "[                     | {},",
                "{\"width\":           | 1",
                "{\"pixels\":[],       | \" \":0,"
            })
    void isRefusedAtOnceWithLittleMemory(String start, String more) {
        String text = start + more.repeat((LARGEST - start.length()) / more.length());
        byte[] json = text.getBytes(StandardCharsets.US_ASCII);
        CrosscheckException refusal = assertTimeoutPreemptively(ofSeconds(30), () -> {
            long before = allocated();
            CrosscheckException thrown = assertThrows(CrosscheckException.class, () -> Drawing.read(json));
            long used = allocated() - before;
            assertTrue(used < MOST_ALLOCATED, "allocated " + used + " bytes");
            return thrown;
        });
        assertTrue(refusal.getMessage().length() < 200, refusal::getMessage);
        assertFalse((refusal.getMessage() + refusal.remedy()).contains("\n"), refusal::toString);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
