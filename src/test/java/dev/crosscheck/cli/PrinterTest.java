package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A standard stream whose reader the test is. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrinterTest {
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CountDownLatch reads = new CountDownLatch(1);

    /** Takes nothing until the reader reads. */
    private final OutputStream stuck = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            try {
                reads.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            read.write(bytes, start, length);
        }
    };

    private static Printer printer(OutputStream to, boolean pipe) {
        return new Printer(to, StandardCharsets.UTF_8, "test", pipe);
    }

    private String text() {
        return read.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** Tells of 100,000 steps, more than is kept, and then the end. */
    @Command(name = "far")
    private static final class Far implements Runnable {
        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            for (int i = 1; i <= 100_000; i++) {
                output.printProgress("step %d", i);
                output.note("note " + i);
            }
            output.print("the end");
            output.settle();
        }
    }

    @Test
    void progressThatNobodyReadsIsLeftOutAndTheEndIsNot() {
        Printer out = printer(stuck, false);
        new CommandLine(new Far())
                .setOut(out)
                .setErr(new PrintWriter(OutputStream.nullOutputStream()))
                .execute();
        assertEquals("", text());
        reads.countDown();
        assertEquals(Optional.empty(), out.finish());
        String[] lines = text().split("\n");
        int steps = lines.length - 2;
        assertEquals("step " + steps, lines[steps - 1]);
        assertEquals(
                "(" + (100_000 - steps) + " lines on progress were left out, since nobody read them.)", lines[steps]);
        assertEquals("the end", lines[steps + 1]);
        assertTrue(text().length() < Printer.BEHIND + 100, "characters kept: " + text().length());
    }

    @Test
    void whatIsNoProgressWaitsOnceMuchIsKept() throws InterruptedException {
        Printer out = printer(stuck, false);
        String result = "x".repeat(3 * Printer.FULL);
        out.print(result);
        out.flush();
        assertEquals("", text(), "one result is kept whatever its size");
        Thread next = new Thread(() -> out.println("next"));
        next.start();
        next.join(200);
        assertTrue(next.isAlive(), "memory is not for all that a command may print");
        reads.countDown();
        next.join();
        assertEquals(Optional.empty(), out.finish());
        assertEquals(result + "next\n", text());
    }

    @Test
    void waitingForAReaderEnds() {
        Printer out = printer(stuck, false);
        out.println("unread");
        out.await(50);
        assertEquals("", text());
        reads.countDown();
        out.await(60_000);
        assertEquals("unread\n", text());
    }

    private static Optional<String> finished(String failure, boolean pipe) {
        Printer out = printer(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(failure);
                    }
                },
                pipe);
        out.println("lost");
        out.println("lost too");
        return out.finish();
    }

    @Test
    void aFailureIsToldUnlessTheReaderHasGone() {
        assertEquals(
                Optional.of("Standard output cannot be written to, and not all of it was: No space left on device."),
                finished("No space left on device", false));
        assertEquals(Optional.empty(), finished("Broken pipe", false));
        assertEquals(Optional.empty(), finished("The pipe is being closed", false));
        assertEquals(Optional.empty(), finished("in another language", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001B[2J", "\u0007", "\u009B1m", "\u202E", "\u2066", "\u200F", "\u2028", "\b", "\u007F"})
    void nothingCommandsTheTerminal(String command) {
        Printer out = printer(read, false);
        out.println("name" + command + "\t.png");
        assertEquals(Optional.empty(), out.finish());
        String code = String.format(Locale.ROOT, "\\u%04X", (int) command.charAt(0));
        assertEquals("name" + code + command.substring(1) + "\t.png\n", text());
        assertFalse(text().contains(command));
    }
}
