package dev.crosscheck.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer's search for inputs that break a rule, in one process per reader: {@code mvn test -Dtest=FuzzTest}. {@code -Dfuzz.seconds=20}
 * says how long each is to search, {@code -Dfuzz.runs=1000000} how many inputs it is to try, {@code -Dfuzz.readers=png,npz}
 * which readers.
 */
@Execution(
        ExecutionMode
                .CONCURRENT) // with -Djunit.jupiter.execution.parallel.enabled=true, as many readers at a time as there
// are processors
@Timeout(value = 1, unit = TimeUnit.DAYS) // a search may be long
class FuzzTest {
    private static final String RUNS = System.getProperty("fuzz.runs", "-1");
    private static final String SECONDS = System.getProperty("fuzz.seconds", RUNS.equals("-1") ? "20" : "0");

    /** An input that takes longer ends the search: five times as long as the rules allow, for a busy machine. */
    private static final int HANGS_AFTER_SECONDS = 5 * Rules.MOST_SECONDS;

    /** A process that goes on so much longer than its search hangs. */
    private static final int HANGS_MINUTES = 5;

    /** Nor does a search for a number of inputs take that long: a million take less. */
    private static final int LONGEST_HOURS = 12;

    /** Where new code in a coverage map makes an input worth keeping: our code, and the parsers that it hands bytes to. */
    private static final String INSTRUMENTED = String.join(
            ":",
            "dev.crosscheck.**",
            "com.fasterxml.jackson.core.json.UTF8StreamJsonParser",
            "org.eclipse.jetty.http.**");

    private static final String OURS = "dev.crosscheck.fuzz.**";

    private static final Pattern COUNT = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final Pattern SPEED = Pattern.compile("stat::average_exec_per_sec: +(\\d+)");
    private static final Pattern FOUND = Pattern.compile("Test unit written to (.*)");
    private static final Pattern REASON = Pattern.compile("== Java Exception: (.*)");

    static Stream<Reader> readers() {
        String names = System.getProperty("fuzz.readers", "");
        return names.isBlank()
                ? Stream.of(Reader.values())
                : Stream.of(names.split(",")).map(String::strip).map(Reader::named);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void findsNothing(Reader reader) throws IOException, InterruptedException {
        Child child = Child.named(reader.toString());
        Process process = child.start(List.of("-Dfuzz.reader=" + reader), jazzer(reader, child));
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            assertTrue(process.waitFor(mostSeconds(), TimeUnit.SECONDS), () -> "it hangs; the log: " + child.log());
        } finally {
            process.destroyForcibly();
        }
        String log = Files.readString(child.log());
        System.out.printf(
                Locale.ROOT,
                "fuzzed %-14s %10s inputs, %7s per second%n",
                reader + ":",
                first(COUNT, log, "?"),
                first(SPEED, log, "?"));
        if (process.exitValue() != 0) {
            String input = FOUND.matcher(log).find() ? first(FOUND, log, "") : child.lastInput();
            fail(first(REASON, log, "the process ended with code " + process.exitValue()) + "\nThe input: " + input
                    + "\nThe log: " + child.log());
        }
    }

    private static long mostSeconds() {
        long seconds = Long.parseLong(SECONDS);
        return seconds == 0
                ? TimeUnit.HOURS.toSeconds(LONGEST_HOURS)
                : seconds + TimeUnit.MINUTES.toSeconds(HANGS_MINUTES);
    }

    private static List<String> jazzer(Reader reader, Child child) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTarget.class.getName(),
                "--instrumentation_includes=" + INSTRUMENTED,
                "--instrumentation_excludes=" + OURS,
                "--custom_hook_excludes=" + OURS,
                "--reproducer_path=" + child.findings(),
                "-artifact_prefix=" + child.findings() + "/",
                "-max_len=" + reader.longest(),
                "-max_total_time=" + SECONDS,
                "-runs=" + RUNS,
                "-timeout=" + HANGS_AFTER_SECONDS,
                "-print_final_stats=1"));
        command.add(child.corpus().toString());
        command.add(Seeds.folder(reader).toString());
        return command;
    }

    private static String first(Pattern pattern, String log, String otherwise) {
        Matcher matcher = pattern.matcher(log);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
