package dev.crosscheck.data.table;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to take time or memory, and files of chance: each is read or refused on one line, soon, with little memory. */
class HostileTableIT {
    private static final long MOST_ALLOCATED = 128 << 20;
    private static final int LARGE = 10 << 20;
    private static final int COLUMNS = 10_000;

    @TempDir
    private Path folder;

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

    @ParameterizedTest
    @ValueSource(strings = {"1 2 3", "1% 2% 3,5%", "1% $2 3€ 4,5", "@$1 2@€ @£3", "2020-01-01 2021-12-31 2022-06-30"})
    void manyColumnsAreReadInTheMemoryThatAnInputMayTake(String cells) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + MOST_ALLOCATED,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HostileTableIT.class.getName(),
                cells);
        Process reading = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertEquals(0, reading.waitFor(), () -> said(out));
        assertEquals(COLUMNS + " columns", said(out).strip());
    }

    private static String said(Path out) {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Reads rows of the same cell in each column, where @ stands for three letters of the column. */
    public static void main(String[] cells) {
        StringBuilder text = new StringBuilder("c0");
        for (int column = 1; column < COLUMNS; column++) {
            text.append(";c").append(column);
        }
        for (String cell : cells[0].split(" ")) {
            for (int column = 0; column < COLUMNS; column++) {
                String letters =
                        "" + (char) ('A' + column / 676) + (char) ('A' + column / 26 % 26) + (char) ('A' + column % 26);
                text.append(column == 0 ? '\n' : ';').append(cell.replace("@", letters));
            }
        }
        byte[] file = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        System.out.println(
                Table.read("t.csv", file, TableOptions.FOUND).columns().size() + " columns");
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
