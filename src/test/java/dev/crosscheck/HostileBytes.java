package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What a reader owes to whatever bytes it is given: it returns or throws {@link CrosscheckException} or IOException with plain words, within
 * {@link #MOST_NANOS}, allocates no more than {@link HostileKind} states and takes {@link #MOST_BYTES} of native memory at most, and writes no file.
 *
 * <p>A subclass has a {@code @FuzzTest} for each of its readers, by which Jazzer searches for more: CONTRIBUTING.md says how. In every build it is given the
 * kept files, {@code NAMEInputs/METHOD} among the test resources: valid ones to start a search from, and some that once did harm. Larger ones are kept
 * gzipped, in {@code NAMEInputs/large/METHOD}.
 *
 * <p>Memory is bounded in three ways: what the reading thread allocates on the heap is counted; the heap of the process that Maven starts for
 * these classes has room for no more than an idle program and these bytes, whatever thread asks for them; and native memory is what the process's
 * resident size rises by, the heap being resident from the start.
 */
@Tag("hostile")
public abstract class HostileBytes {
    /** Processor time of the reading thread: as long as a user waits for one file. */
    private static final long MOST_NANOS = 2_000_000_000L;

    /** What one file may cost in memory above an idle start. */
    protected static final long MOST_BYTES = 128L << 20;

    /** Longer than {@link Printable#message} leaves of what is quoted in full, with its place. */
    private static final int LONGEST_WORDS = 2500;

    /** Jazzer's hooks, which are there only where it searches, allocate as well: up to forty times what the reader does. */
    private static final boolean HOOKED = Boolean.getBoolean("jazzer.hooks");

    /** The input may have any words: those in quotation marks, a token of JSON, and the names in a path within JSON. */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*+\"?|token '[^']*+'|/\\S*");

    /** What Java says of a defect, where a refusal quotes it: that of an overflow of the stack says nothing. */
    private static final Pattern NO_WORDS = Pattern.compile(
            "(^|: )null\\.?$|out of bounds|out of range: -?\\d|integer overflow|NegativeArray|Cannot (invoke|read|load|store)|\\bjava[x.]|Exception|For input string");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    /** Whether this is the process that Maven starts for these classes, with a folder for temporary files that nobody else uses. */
    protected static final boolean OWN_PROCESS =
            ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:+AlwaysPreTouch");

    private String answer;

    private record Cost(long nanos, long allocated, long outside) {}

    /** Lets a reader read a file, which must keep to the rules. */
    protected final void hold(HostileKind kind, byte[] file, Executable reading) throws IOException {
        long most = HOOKED ? MOST_BYTES : kind.mostAllocated(file.length);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (OWN_PROCESS) {
            Files.setLastModifiedTime(temporary, LONG_AGO);
        }
        // A first use loads classes: the best of three runs counts; but memory that one has filled may still be
        // resident in the next.
        Cost first = cost(reading);
        Cost best = first;
        for (int again = 0; again < 2 && (best.nanos() > MOST_NANOS || best.allocated() > most); again++) {
            best = cost(reading);
        }
        atMost(MOST_NANOS, best.nanos(), "ns of processor time");
        atMost(most, best.allocated(), "bytes allocated by the reading thread");
        atMost(MOST_BYTES, first.outside(), "bytes of native memory");
        if (OWN_PROCESS) {
            // A folder's time tells of files that are gone again, too.
            assertEquals(LONG_AGO, Files.getLastModifiedTime(temporary), "a file was written in " + temporary);
        }
    }

    private static void atMost(long most, long found, String what) {
        assertTrue(found <= most, () -> "at most " + most + " " + what + ", found " + found);
    }

    private Cost cost(Executable reading) throws IOException {
        NativeMemory.forgetPeak();
        long resident = NativeMemory.resident();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        answer = "read";
        try {
            reading.execute();
        } catch (CrosscheckException e) {
            answer = e.getMessage() + " " + e.remedy();
            assertPlain(e.getMessage(), e.remedy());
        } catch (IOException e) {
            answer = e.getMessage();
            assertPlain(answer, "");
        } catch (Throwable e) {
            throw new AssertionError("expected an answer or a refusal, found " + e, e);
        }
        return new Cost(
                THREADS.getCurrentThreadCpuTime() - start,
                THREADS.getCurrentThreadAllocatedBytes() - allocated,
                NativeMemory.peak() - resident);
    }

    /** A refusal is for a terminal: two lines, in which nothing of the input moves the cursor, and no advice to take more memory. */
    private void assertPlain(String message, String remedy) {
        assertTrue(
                !NO_WORDS.matcher(QUOTED.matcher(message).replaceAll("")).find(),
                () -> "a defect, shown as a refusal: " + answer);
        assertEquals(Printable.line(answer), answer, "characters that move the cursor or turn the text");
        assertTrue(answer.length() <= LONGEST_WORDS, () -> "a long message: " + answer);
        // A message may quote the input, and a remedy may list a table's columns, whatever these say.
        assertTrue(
                !remedy.replaceFirst("The columns are: .*", "").matches("(?i).*(-xmx|heap).*"),
                () -> "the input is at fault, and the advice is memory: " + answer);
    }

    /** What each kept file is answered, one line a file; {@code -Dtranscripts.refresh=true} records it anew, to be read as a diff. */
    @Test
    void keptFilesAreAnsweredAsRecorded() throws IOException {
        Path record = HostileKind.answers(getClass().getName());
        Path inputs = HostileKind.inputs(getClass().getName());
        List<String> answers = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (Method reader : Stream.of(getClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList()) {
            invalid.add(reader.getName());
            for (Path file : Stream.of(reader.getName(), "large/" + reader.getName())
                    .flatMap(part -> files(inputs.resolve(part)))
                    .toList()) {
                String found = answer(reader, file);
                answers.add(inputs.relativize(file) + ": " + found);
                if (found.equals("read")) {
                    invalid.remove(reader.getName());
                }
            }
        }
        if (Boolean.getBoolean("transcripts.refresh") && System.getenv("CI") == null) {
            Files.write(record, answers);
        }
        assertEquals(String.join("\n", Files.readAllLines(record)), String.join("\n", answers));
        assertEquals(List.of(), invalid, "no kept file is valid, so nothing behind the first check is tried");
    }

    private String answer(Method reader, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = file.toString().endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
            reader.setAccessible(true);
            reader.invoke(this, bytes);
            return answer;
        } catch (InvocationTargetException e) {
            return e.getCause().getMessage();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The memory of this process as Linux counts it; elsewhere, or if the heap is not resident, all is 0. */
    private static final class NativeMemory {
        private static final Path RESET = Path.of("/proc/self/clear_refs");
        private static final boolean KNOWN = OWN_PROCESS && Files.isWritable(RESET);

        private static long resident() throws IOException {
            return bytes("VmRSS:");
        }

        private static long peak() throws IOException {
            return bytes("VmHWM:");
        }

        private static void forgetPeak() throws IOException {
            if (KNOWN) {
                Files.writeString(RESET, "5");
            }
        }

        private static long bytes(String name) throws IOException {
            List<String> status = KNOWN ? Files.readAllLines(Path.of("/proc/self/status")) : List.of();
            return status.stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        }
    }
}
