package dev.crosscheck.data.table;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.crosscheck.CrosscheckException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to take time or memory, and files of chance: each is read or refused on one line, soon, with little memory. */
class HostileTableIT {
    private static final long MOST_ALLOCATED = 128 << 20;
    private static final int LARGE = 10 << 20;

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("one cell", "x".repeat(LARGE)),
                Arguments.of("one quoted cell", "a,b\n1,\"" + "\n".repeat(LARGE)),
                Arguments.of("one number", "a,b\n1," + "1".repeat(LARGE)),
                Arguments.of("one line of commas", ",".repeat(LARGE)),
                Arguments.of("one line of quotes", "\"".repeat(LARGE)),
                Arguments.of("quotes that are none", "a\n" + "x\"".repeat(LARGE / 2)),
                Arguments.of("a second line of commas", "a,b\n" + ",".repeat(LARGE)),
                Arguments.of("a number of many zeros", "a\n0." + "0".repeat(1_000_000) + "1\n1e-99999999999\n"),
                Arguments.of("blank lines", "\n".repeat(LARGE)),
                Arguments.of("NULs", "\0".repeat(LARGE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isReadOrRefusedSoonWithLittleMemory(String name, String text) {
        byte[] file = text.getBytes(StandardCharsets.UTF_8);
        assertTimeoutPreemptively(ofSeconds(20), () -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            readOrRefused(file);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated <= MOST_ALLOCATED, allocated + " bytes");
        });
    }

    private static void readOrRefused(byte[] file) {
        try {
            TableDoor.table(file);
        } catch (CrosscheckException e) {
            String words = e.getMessage() + e.remedy();
            assertTrue(words.chars().noneMatch(Character::isISOControl), words);
            assertTrue(words.length() < 1000, words);
        }
    }

    @Test
    void filesOfChanceAreReadOrRefused() {
        Random random = new Random(1);
        String frequent = "0123456789.,;\t|\"\n\r-eE NAxé\0";
        for (int i = 0; i < 5_000; i++) {
            byte[] file = new byte[random.nextInt(80)];
            random.nextBytes(file);
            if (i % 4 != 0) {
                for (int j = 0; j < file.length; j++) {
                    // NUL is the last, and rare: it ends every file at once.
                    file[j] = (byte) frequent.charAt(random.nextInt(frequent.length() - (i % 16 == 1 ? 0 : 2)));
                }
            }
            readOrRefused(file);
        }
    }
}
