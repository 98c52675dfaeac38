package dev.crosscheck.train;

import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.run.ProgramDigest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Identifies a run across its resumptions.
 *
 * @param id unique to the run
 * @param start when it first started, ISO 8601 in UTC
 * @param resumed when it was resumed, ISO 8601 in UTC
 * @param dataFolder folder from which its data were read
 * @param arithmetic the device, trainer and kernels that it began with, on which the last digits depend
 * @param code {@link ProgramDigest} of the program that began it, and of each other that resumed it
 */
public record RunIdentity(
        String id, String start, List<String> resumed, String dataFolder, String arithmetic, List<String> code) {

    /** Longest id; this program's have 36 characters. */
    private static final int LONGEST_ID = 100;

    /** Most resumptions: one per day for 27 years. */
    private static final int MOST_RESUMPTIONS = 10_000;

    private static final int LONGEST_ARITHMETIC = 1000;
    private static final int LONGEST_PATH = 10_000;
    private static final int LONGEST_TIME = 40;

    public RunIdentity {
        check(id, start, resumed);
        resumed = List.copyOf(resumed);
        checkPath("dataFolder", dataFolder);
        Members.plain("arithmetic", arithmetic, 0, LONGEST_ARITHMETIC);
        code = checkedCode(code);
    }

    /** @return a checked copy of the digests of code */
    public static List<String> checkedCode(List<String> code) {
        Members.size("code", code.size(), 1, MOST_RESUMPTIONS);
        code.forEach(sha256 -> Digest.check("code", sha256));
        return List.copyOf(code);
    }

    /** Checks a run's id and times. */
    public static void check(String id, String start, List<String> resumed) {
        Members.plain("id", id, 1, LONGEST_ID);
        checkTime("start", start);
        Members.size("resumed", resumed.size(), 0, MOST_RESUMPTIONS);
        for (int i = 0; i < resumed.size(); i++) {
            checkTime("resumed/" + i, resumed.get(i));
        }
    }

    public static void checkTime(String member, String text) {
        Members.require(member, reads(text, LONGEST_TIME, Instant::parse), "a time as 2026-01-02T03:04:05Z", text);
    }

    public static void checkPath(String member, String text) {
        Members.require(member, reads(text, LONGEST_PATH, Path::of), "the name of a file or folder", text);
    }

    private static boolean reads(String text, int longest, Function<String, ?> reader) {
        try {
            return text.length() <= longest && reader.apply(text) != null;
        } catch (DateTimeException | InvalidPathException e) {
            return false;
        }
    }

    public static RunIdentity now(String dataFolder, String arithmetic) {
        return new RunIdentity(
                UUID.randomUUID().toString(),
                now().toString(),
                List.of(),
                dataFolder,
                arithmetic,
                List.of(ProgramDigest.current()));
    }

    public RunIdentity resumedNow(String folder) {
        List<String> times = new ArrayList<>(resumed);
        times.add(now().toString());
        List<String> codes = Stream.concat(code.stream(), Stream.of(ProgramDigest.current()))
                .distinct()
                .toList();
        return new RunIdentity(id, start, times, folder, arithmetic, codes);
    }

    public RunIdentity withData(String folder) {
        return new RunIdentity(id, start, resumed, folder, arithmetic, code);
    }

    /** @return the current time in whole seconds */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
