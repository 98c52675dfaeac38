package dev.crosscheck.fuzz;

import com.sun.management.ThreadMXBean;
import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * What a reader owes to whatever it is given, in one place: it returns or throws {@link CrosscheckException} with plain
 * words, within {@link #MOST_SECONDS}, with at most {@link #MOST_BYTES} of memory, and writes no file.
 *
 * <p>Memory is bounded in three ways: what the reading thread allocates on the heap is counted; the heap of the process has room
 * for no more than an idle program and these bytes, whatever thread asks for them (Child); and native memory is what
 * the process's resident size rises by, the heap being resident from the start.
 */
final class Rules {
    /** As long as a user waits for one file. */
    static final int MOST_SECONDS = 2;

    private static final long MOST_NANOS = MOST_SECONDS * 1_000_000_000L;

    /** What one file may cost in memory above an idle start. */
    static final long MOST_BYTES = 128L << 20;

    /** The largest input that is kept for the case that the process dies of it; no fuzzer makes larger ones. */
    private static final int LARGEST_INPUT = 1 << 20;

    /** An input that takes longer is run again: less time does not suffice to fill so much native memory. */
    private static final long QUICK_NANOS = 5_000_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** The file that keeps what is being read, in the process's folder. */
    static final String LAST_INPUT = "last-input";

    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    private final List<Path> quietFolders;

    /** What is being read; mapped, so that the file has it even if the process dies. */
    private final ByteBuffer lastInput;

    /** A rule that was broken. */
    static final class Finding extends AssertionError {
        private static final long serialVersionUID = 1L;

        private Finding(Reader reader, String rule, Throwable cause) {
            super(reader + ": " + rule, cause);
        }
    }

    /** What an input cost; {@code allocated} in bytes. */
    private record Cost(long nanos, long allocated, boolean accepted) {
        boolean isSmall() {
            return nanos <= QUICK_NANOS && isAllowed();
        }

        boolean isAllowed() {
            return nanos <= MOST_NANOS && allocated <= MOST_BYTES;
        }
    }

    /** Rules for the process that {@link Child} has started; from now on nothing may change in its folders. */
    Rules(Path folder) throws IOException {
        quietFolders = List.of(folder.resolve("work"), folder.resolve("tmp"));
        for (Path quiet : quietFolders) {
            Files.setLastModifiedTime(quiet, LONG_AGO);
        }
        try (FileChannel file = FileChannel.open(
                folder.resolve(LAST_INPUT),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            lastInput = file.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES + LARGEST_INPUT);
        }
    }

    /**
     * Gives a reader an input.
     *
     * @return whether it was accepted
     * @throws Finding if it breaks a rule
     */
    boolean hold(Reader reader, byte[] input) {
        lastInput.putInt(0, input.length).put(Integer.BYTES, input);
        Cost cost = cost(reader, input);
        // A first use loads classes, and another process may have had the processor: the best of three runs counts.
        for (int again = 0; again < 2 && !(again == 0 ? cost.isSmall() : cost.isAllowed()); again++) {
            cost = costWithNativeMemory(reader, input);
        }
        check(reader, "time", cost.nanos(), MOST_NANOS, "ns");
        check(reader, "memory allocated by the reading thread", cost.allocated(), MOST_BYTES, "bytes");
        checkFolders(reader);
        return cost.accepted();
    }

    private static Cost costWithNativeMemory(Reader reader, byte[] input) {
        Memory.forgetPeak();
        long before = Memory.resident();
        Cost cost = cost(reader, input);
        check(reader, "native memory", Memory.peak() - before, MOST_BYTES, "bytes");
        return cost;
    }

    private static Cost cost(Reader reader, byte[] input) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        boolean accepted = false;
        try {
            reader.read(input);
            accepted = true;
        } catch (CrosscheckException e) {
            checkWords(reader, e);
        } catch (Throwable e) {
            throw new Finding(reader, "expected an answer or a CrosscheckException, found " + e, e);
        }
        long nanos = System.nanoTime() - start;
        return new Cost(nanos, THREADS.getCurrentThreadAllocatedBytes() - allocated, accepted);
    }

    /** A refusal is for a terminal: two lines, in which nothing of the input moves the cursor, and no advice to take more memory. */
    private static void checkWords(Reader reader, CrosscheckException e) {
        String words = e.getMessage() + " " + e.remedy();
        if (words.chars().anyMatch(Character::isISOControl)) {
            throw new Finding(reader, "control characters in a message: " + words, e);
        }
        // A message may quote the input, and a remedy may list a table's columns, whatever these say.
        if (e.remedy().replaceFirst("The columns are: .*", "").matches("(?i).*(-xmx|heap).*")) {
            throw new Finding(reader, "the input is at fault, and the advice is memory: " + words, e);
        }
    }

    private static void check(Reader reader, String what, long found, long most, String unit) {
        if (!(found <= most)) {
            throw new Finding(reader, what + ": at most " + most + " " + unit + ", found " + found, null);
        }
    }

    private void checkFolders(Reader reader) {
        for (Path folder : quietFolders) {
            try {
                // A folder's time tells of files that are gone again, too.
                if (!Files.getLastModifiedTime(folder).equals(LONG_AGO)) {
                    Files.setLastModifiedTime(folder, LONG_AGO);
                    throw new Finding(reader, "a file was written in " + folder, null);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The memory of this process as Linux counts it; elsewhere all is 0, and native memory is not looked at. */
    private static final class Memory {
        private static final Path STATUS = Path.of("/proc/self/status");
        private static final Path RESET = Path.of("/proc/self/clear_refs");
        private static final boolean KNOWN = Files.isWritable(RESET);

        private static long resident() {
            return bytes("VmRSS:");
        }

        private static long peak() {
            return bytes("VmHWM:");
        }

        private static void forgetPeak() {
            if (KNOWN) {
                try {
                    Files.writeString(RESET, "5");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private static long bytes(String name) {
            if (!KNOWN) {
                return 0;
            }
            try {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith(name)) {
                        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                    }
                }
                throw new IllegalStateException("no " + name + " in " + STATUS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
