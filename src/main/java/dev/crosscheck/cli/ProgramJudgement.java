package dev.crosscheck.cli;

import dev.crosscheck.data.npz.NpzWriter;
import dev.crosscheck.proof.judge.Judge;
import dev.crosscheck.proof.judge.Judgement;
import dev.crosscheck.run.RunFolder;
import java.util.List;

/** Judges a program that trains, for {@code verify --judge}. */
final class ProgramJudgement {
    /** What a beginner's program does: one hidden layer, softmax, plain gradient descent. */
    static final String NETWORK = "4-5-3 relu cross-entropy sgd lr:0.1 batch:4";

    private final OutputOptions output;
    private final Judge judge;

    ProgramJudgement(OutputOptions output, Judge judge) {
        this.output = output;
        this.judge = judge;
    }

    /**
     * Runs and judges the program; its starting texts and what it wrote are kept.
     *
     * @param command the program and its arguments; with none only the starting texts are written
     * @param seconds that it may take for each start
     * @return the exit code: 3 if a number disagrees, 1 if the program failed at a start
     */
    int run(List<String> command, int seconds, RunFolder folder) {
        judge.texts().forEach((name, text) -> folder.writeText(name + ".txt", text));
        if (command.isEmpty()) {
            output.print("No program to judge: its starting texts are in %s", folder.path());
            output.print("Try it with one, python3 mine.py < ordinary.txt, then: verify --judge -- python3 mine.py");
            return ExitCode.OK;
        }
        judge.run(command, seconds, (name, text) -> folder.writeText(name + "-answer.txt", text));
        judge.recordings()
                .forEach((name, arrays) -> NpzWriter.write(folder.path().resolve(name + ".npz"), arrays));
        Judgement judgement = judge.judgement();
        print(judgement, String.join(" ", command));
        output.writeJson(judgement);
        output.print("Starts and answers: %s", folder.path());
        if (judgement.first() != null) {
            return ExitCode.DISAGREEMENT;
        }
        return judgement.agrees() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private void print(Judgement judgement, String command) {
        output.print("%s", command);
        output.print("Network: %s", judgement.network());
        output.printTable(
                List.of("start", "shows", "steps", "result"),
                judgement.starts().stream()
                        .map(start -> List.of(start.name(), start.shows(), start.steps(), result(start)))
                        .toList());
        output.print("");
        judgement.starts().stream()
                .filter(start -> start.steps() == 0)
                .forEach(start -> output.print("FAILED at the start \"%s\": %s", start.name(), start.problem()));
        judgement.notes().forEach(note -> output.print("%s", note));
        if (judgement.first() != null) {
            output.print("DISAGREES, first at %s.", judgement.first().words());
            printCauses(judgement.causes());
        } else if (!judgement.agrees()) {
            output.print("All %d numbers (%s) of the other starts agree.", judgement.compared(), judgement.precision());
        } else {
            output.print(
                    "Agrees: all %d numbers (%s) are within what rounding explains.",
                    judgement.compared(), judgement.precision());
            if (!judgement.hidden().isEmpty()) {
                output.print("Slips that would not have shown here: %s.", String.join(", ", judgement.hidden()));
            }
        }
        if (!judgement.unwritten().isEmpty()) {
            output.print("Not judged, since it was not written: %s.", String.join(", ", judgement.unwritten()));
        }
    }

    private static String result(Judgement.StartResult start) {
        return start.problem().isEmpty() ? "agrees" : start.steps() == 0 ? "failed" : start.problem();
    }

    private void printCauses(List<Judgement.Cause> causes) {
        if (causes.isEmpty()) {
            output.print("Unknown cause: none of the %d slips that are known here makes these numbers.", Judge.SLIPS);
        } else if (causes.size() > 1) {
            output.print("One of these; each makes all of these numbers:");
        }
        for (Judgement.Cause cause : causes) {
            output.print("  %s", TextTable.capital(cause.question()));
            output.print("    %s.", TextTable.capital(cause.lookAt()));
        }
    }
}
