package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.files.Digest;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.process.Subprocess;
import dev.crosscheck.proof.judge.Judge;
import dev.crosscheck.proof.judge.Judgement;
import dev.crosscheck.proof.judge.Recording;
import dev.crosscheck.proof.judge.Replay;
import dev.crosscheck.proof.judge.Replay.Side;
import dev.crosscheck.proof.judge.Submissions;
import dev.crosscheck.proof.judge.Told;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a training by another program: one that was recorded, or that of a program that is run here.
 *
 * @param output where to print
 * @param folder for the report, the starts and the answers
 */
record ProgramJudgement(OutputOptions output, RunFolder folder) {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramJudgement.class);

    /**
     * Repeats a recorded run on the CPU, with one thread of ND4J, so that it repeats exactly.
     *
     * @param file of the recording
     * @param recorded what is in it
     * @return the exit code: 3 if a number disagrees
     */
    int ofRecording(Path file, Recording recorded) {
        Nd4jRuntime.startOnCpu();
        output.note("Recording: " + file + ", " + recorded.title() + ", "
                + recorded.steps().size() + " steps");
        Replay.Outcome outcome = Replay.ofAll(recorded, Integer.MAX_VALUE, new ProgressLine(output));
        output.print("%s", outcome.line());
        outcome.notes().forEach(note -> output.print("%s", note));
        List<Judgement.Cause> causes = causes(recorded, outcome);
        outcome.sides().forEach(this::print);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("file", file.toString());
        report.put("sha256", Digest.sha256(file));
        report.put("title", recorded.title());
        report.put("outcome", outcome);
        report.put("causes", causes);
        Json.write(folder.path().resolve("replay.json"), report);
        output.writeJson(report);
        output.print("%nRun: %s", folder.path());
        return outcome.agrees() ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }

    private List<Judgement.Cause> causes(Recording recorded, Replay.Outcome outcome) {
        if (outcome.first() == null || recorded.isPerceptron()) {
            return List.of();
        }
        try {
            List<Judgement.Cause> causes = Judge.causes(recorded);
            print(causes);
            return causes;
        } catch (CrosscheckException e) {
            output.print("No cause was looked for. %s. %s", e.getMessage(), e.remedy());
            return List.of();
        }
    }

    private void print(Side side) {
        output.print("%n%s", side.name());
        side.verdicts().forEach(verdict -> LOG.info("{}: {}", side.name(), verdict.line()));
        VerdictTable.print(output, side.verdicts());
    }

    /**
     * Runs a program from each start of the judge; the starts and the answers are kept in the folder.
     *
     * @param command the program and its arguments; if empty, only the starts are written
     * @return the exit code: 3 if a number disagrees, 1 if the program failed at a start
     */
    int ofProgram(Judge judge, List<String> command, JudgeOptions options) {
        judge.texts().forEach((name, text) -> folder.writeText(name + ".txt", text));
        if (command.isEmpty()) {
            output.print("No program to judge: its starting texts are in %s", folder.path());
            output.print("Try it with one, python3 mine.py < ordinary.txt, then: verify --judge -- python3 mine.py");
            return ExitCode.OK;
        }
        long start = System.nanoTime();
        try {
            judge.run(command, options.limits(output), (name, text) -> folder.writeText(name + "-answer.txt", text));
        } catch (CrosscheckException e) {
            options.writeResults(judge.failed(e.getMessage() + " " + e.remedy()), seconds(start));
            throw e;
        }
        double seconds = seconds(start);
        Judgement judgement = judge.judgement();
        Told told = Told.of(judgement, options.hints);
        options.writeResults(told, seconds);
        boolean isAll = options.hints == Told.Hints.SLIP;
        print(judgement, told, isAll, String.join(" ", command));
        output.writeJson(isAll ? judgement : told);
        output.print("Starts and answers: %s", folder.path());
        return exitCode(List.of(told));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static int exitCode(List<Told> all) {
        List<String> verdicts = all.stream().map(Told::verdict).toList();
        return verdicts.contains(Told.DISAGREES)
                ? ExitCode.DISAGREEMENT
                : verdicts.contains(Told.FAILED) ? ExitCode.FAILURE : ExitCode.OK;
    }

    /**
     * Judges every program of a folder. Each has a folder of its own, with its starts and answers.
     *
     * @param command in which {@value Submissions#PLACE} is the path of a program
     * @return the exit code: 3 if a number of one disagrees, else 1 if one failed
     */
    int ofEach(Submissions submissions, List<String> command, Setup setup, JudgeOptions options) {
        if (!submissions.left().isEmpty()) {
            output.print(
                    "Not run, since hidden or of another kind than the others: %s",
                    submissions.left().stream()
                            .map(path -> path.getFileName().toString())
                            .collect(Collectors.joining(", ")));
        }
        Subprocess.Limits limits = options.limits(output);
        ProgressLine progress = new ProgressLine(output);
        List<Submissions.Row> rows = new ArrayList<>();
        for (Path program : submissions.programs()) {
            RunFolder own = RunFolder.at(folder.path().resolve("each").resolve(program.getFileName()));
            rows.add(Submissions.judged(program, command, setup, limits, options.hints, own));
            progress.at("Judged", rows.size(), submissions.programs().size());
        }
        folder.writeText("each.csv", Submissions.csv(rows));
        Json.write(folder.path().resolve("each.json"), rows);
        output.printTable(
                List.of("submission", "verdict", "where", "cause", "s"),
                rows,
                row -> List.of(
                        row.submission(),
                        row.result().verdict(),
                        row.result().where(),
                        Printable.excerpt(row.result().cause().replaceFirst("(?s)[.] .*", ".")),
                        Text.of("%.1f", row.seconds())));
        output.writeJson(rows);
        output.print("%nTable, starts and answers: %s", folder.path());
        return exitCode(rows.stream().map(Submissions.Row::result).toList());
    }

    /**
     * @param told all that is said of a wrong number
     * @param isAll whether right numbers and slips are told, too
     */
    private void print(Judgement judgement, Told told, boolean isAll, String command) {
        output.print("%s", command);
        output.print("Network: %s", judgement.network());
        output.printTable(
                List.of("start", "shows", "steps", "result"),
                judgement.starts(),
                start -> List.of(start.name(), start.shows(), start.steps(), result(start)));
        output.print("");
        judgement.starts().stream()
                .filter(start -> start.steps() == 0)
                .forEach(start -> output.print("FAILED at the start \"%s\": %s", start.name(), start.problem()));
        if (isAll) {
            judgement.notes().forEach(note -> output.print("%s", note));
        }
        if (judgement.first() != null) {
            String numbers = "start \"" + judgement.first().start() + "\", "
                    + judgement.first().words();
            output.print("DISAGREES, first at %s.", isAll ? numbers : told.where());
            told.sentences().forEach(sentence -> output.print("%s", sentence));
            if (isAll) {
                print(judgement.causes());
            }
        } else if (!judgement.agrees()) {
            output.print("All %d numbers (%s) of the other starts agree.", judgement.compared(), judgement.precision());
        } else {
            output.print(
                    "Agrees: all %d numbers (%s) are within what rounding explains.",
                    judgement.compared() - judgement.undecided(), judgement.precision());
            if (isAll && !judgement.hidden().isEmpty()) {
                output.print("Slips that would not have shown here: %s.", String.join(", ", judgement.hidden()));
            }
        }
        if (judgement.undecided() > 0) {
            output.print(
                    "Not judged, since rounding or the kink of an activation decides them: %d numbers.",
                    judgement.undecided());
        }
        if (!judgement.unwritten().isEmpty()) {
            output.print("Not judged, since it was not written: %s.", String.join(", ", judgement.unwritten()));
        }
    }

    private static String result(Judgement.StartResult start) {
        return start.problem().isEmpty() ? "agrees" : start.steps() == 0 ? "failed" : start.problem();
    }

    private void print(List<Judgement.Cause> causes) {
        if (causes.isEmpty()) {
            output.print("None of the %d known slips makes all of these numbers.", Judge.SLIPS);
        } else if (causes.size() > 1) {
            output.print("One of these; each makes all of these numbers:");
        }
        for (Judgement.Cause cause : causes) {
            output.print("  %s", TextTable.capital(cause.question()));
            output.print("    %s.", TextTable.capital(cause.lookAt()));
        }
    }
}
