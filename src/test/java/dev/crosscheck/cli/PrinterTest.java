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
        return new Printer(to, StandardCharsets.UTF_8, pipe, new OutputQueue("test"));
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
        assertTrue(text().length() < OutputQueue.BEHIND + 100, "characters kept: " + text().length());
    }

    @Test
    void whatIsNoProgressWaitsOnceMuchIsKept() throws InterruptedException {
        Printer out = printer(stuck, false);
        String result = "x".repeat(3 * OutputQueue.FULL);
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

    /** Standard error is slow to get going, as on a busy machine; the terminal shows what comes first. */
    @Test
    void oneTerminalGetsBothStreamsInTheOrderInWhichTheyWerePrinted() {
        OutputQueue queue = new OutputQueue("terminal");
        Printer err = new Printer(stuck, StandardCharsets.UTF_8, false, queue);
        Printer out = new Printer(read, StandardCharsets.UTF_8, false, queue);
        err.println("first");
        out.println("second");
        err.println("third");
        out.await(300);
        reads.countDown();
        assertEquals(Optional.empty(), out.finish());
        assertEquals(Optional.empty(), err.finish());
        assertEquals("first\nsecond\nthird\n", text());
    }

    /** @return what is on the screen, line by line */
    private String screen() {
        return String.join(
                "\n", new Screen(80, read.toString(StandardCharsets.UTF_8).replace("\n", "\r\n")).lines());
    }

    @Test
    void progressStaysBelowWhatElseIsPrinted() {
        OutputQueue queue = new OutputQueue("terminal");
        Printer err = new Printer(read, StandardCharsets.UTF_8, false, queue);
        Printer out = new Printer(read, StandardCharsets.UTF_8, false, queue);
        err.progress("Epoch 1 [=    ] a long line");
        err.await(60_000);
        assertEquals("Epoch 1 [=    ] a long line", screen());
        out.println("a result");
        err.println("a warning");
        err.await(60_000);
        assertEquals("a result\na warning\nEpoch 1 [=    ] a long line", screen());
        err.progress("Epoch 1 [==   ]");
        err.await(60_000);
        assertEquals("a result\na warning\nEpoch 1 [==   ]", screen());
        out.print("half a line");
        out.flush();
        err.progress("Epoch 1 [===  ]");
        out.println(" and its end");
        err.endProgress("Epoch 1 [=====]");
        out.println("Test");
        assertEquals(Optional.empty(), out.finish());
        assertEquals("a result\na warning\nhalf a line and its end\nEpoch 1 [=====]\nTest\n", screen());
    }

    /** A terminal after Ctrl-S: neither the bars nor their ends are kept, and no bar's rest stays on a line of something else. */
    @Test
    void progressThatNobodyCouldReadLeavesNothingBehind() {
        OutputQueue queue = new OutputQueue("terminal");
        Printer err = new Printer(stuck, StandardCharsets.UTF_8, false, queue);
        err.progress("drawn before the terminal stopped");
        for (int i = 0; i < 5000; i++) {
            err.progress("Epoch " + i + " [===  ]");
            err.endProgress("Epoch " + i + " [=====]");
        }
        err.println("Interrupted");
        reads.countDown();
        assertEquals(Optional.empty(), err.finish());
        String screen = screen();
        assertTrue(screen.endsWith(" [=====]\nInterrupted\n"), screen);
        assertTrue(read.size() < 2 * OutputQueue.BEHIND, read.size() + " bytes");
    }
}
