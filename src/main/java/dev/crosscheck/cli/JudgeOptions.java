package dev.crosscheck.cli;

import dev.crosscheck.process.Subprocess;
import dev.crosscheck.proof.judge.Gradescope;
import dev.crosscheck.proof.judge.Submissions;
import dev.crosscheck.proof.judge.Told;
import dev.crosscheck.run.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code verify --judge}. */
final class JudgeOptions {
    private static final int MOST_MEGABYTES = 1 << 20;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Of --judge: how long the program may take for each start. Default: 60.")
    private int timeout = 60;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            description = "Of --judge: how much memory the program may hold, with all that it starts. Default: 2048.")
    private int memory = 2048;

    @Option(
            names = "--each",
            paramLabel = "FOLDER",
            description = "Of --judge: judge every program of a folder; {} in the command is its path:"
                    + " --judge --each handed-in -- python3 {}")
    @Nullable
    Path each;

    @Option(
            names = "--hints",
            paramLabel = "HOW-MUCH",
            description =
                    "Of --judge: what is told of a wrong number: where it is, also its relation to the right one, or all"
                            + " with the right number and the slip. where, relation or slip. Default: slip.")
    Told.Hints hints = Told.Hints.SLIP;

    @Option(
            names = "--gradescope",
            paramLabel = "FILE",
            description = "Of --judge: write results.json for Gradescope, also if the program fails.")
    private @Nullable ResultFile gradescope;

    @Option(
            names = "--vectors",
            paramLabel = "DIR",
            description =
                    "With --judge: write test vectors to a new or empty folder: right numbers of every step of small"
                            + " networks, and those of known slips, for test suites in any language.")
    @Nullable
    Path vectors;

    /** Refuses what makes no sense together. */
    void check(CommandSpec command, List<String> words) {
        Checks.within(command, "--timeout", timeout, 1, 3600);
        Checks.within(command, "--memory", memory, 1, MOST_MEGABYTES);
        if (each != null && gradescope != null) {
            throw Checks.wrong(command, "--gradescope is of one program: leave out --each.");
        }
        if (each != null && words.stream().noneMatch(word -> word.contains(Submissions.PLACE))) {
            throw Checks.wrong(
                    command,
                    "--each: expected a command with {} where each program's path belongs, found "
                            + (words.isEmpty() ? "none" : "none in it") + ". Write it after --, as in: --each " + each
                            + " -- python3 {}");
        }
        if (gradescope != null && words.isEmpty()) {
            throw Checks.wrong(command, "--gradescope: name the program after --, as in: -- python3 mine.py");
        }
    }

    /** @return the limits of each start; a limit that cannot be held is said */
    Subprocess.Limits limits(OutputOptions output) {
        if (!Subprocess.Limits.measureMemory()) {
            output.caution(
                    "--memory: this system does not tell how much memory a program holds, so that it is not limited.");
        }
        return new Subprocess.Limits(timeout, memory);
    }

    /** Writes the results for Gradescope, if they are asked for. */
    void writeResults(Told told, double seconds) {
        if (gradescope != null) {
            byte[] text = Json.text(Gradescope.results(told, seconds)).getBytes(StandardCharsets.UTF_8);
            gradescope.write(file -> file.write(text));
        }
    }
}
