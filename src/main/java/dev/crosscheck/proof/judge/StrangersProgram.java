package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import dev.crosscheck.Subprocess;
import java.io.IOException;
import java.util.List;

/**
 * Runs a program to be judged. It gets the starting text on standard input; its standard output is used as a whole, after it has ended with exit
 * code 0.
 *
 * @param command the program and its arguments
 * @param seconds the time limit of one training
 */
record StrangersProgram(List<String> command, int seconds) {
    private static final int LINES_SHOWN = 5;

    /** @return the command as one line */
    private String line() {
        return Printable.line(String.join(" ", command));
    }

    /**
     * @param start the training that the program is given
     * @return the program's standard output
     * @throws CrosscheckException if the program cannot be started, fails, takes too long or writes too much; the remedy quotes the end of its
     *     standard error
     */
    String run(Start start) {
        Subprocess.Ended ended;
        try {
            ended = Subprocess.of(command).reading(RunText.of(start.run())).toItsEnd(seconds);
        } catch (IOException e) {
            throw new CrosscheckException(
                    line() + ": cannot be started: " + e.getMessage() + ".",
                    "Give the program and its arguments after --, as in: verify --judge -- python3 mine.py",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(line() + " was interrupted.", "Start again.", e);
        }
        return switch (ended.code()) {
            case 0 -> ended.output();
            case Subprocess.Ended.LATE -> throw failed(start, "took more than " + seconds + " s", ended);
            case Subprocess.Ended.LONG ->
                throw failed(start, "wrote more than " + Subprocess.MOST_BYTES + " bytes", ended);
            default -> throw failed(start, "ended with exit code " + ended.code(), ended);
        };
    }

    private CrosscheckException failed(Start start, String problem, Subprocess.Ended ended) {
        List<String> lines =
                ended.errors().lines().filter(line -> !line.isBlank()).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        String wrote = last.isEmpty()
                ? "It wrote nothing on standard error."
                : "It wrote on standard error: " + Printable.line(String.join(" | ", last));
        return new CrosscheckException(line() + " " + problem + " at the start \"" + start.name() + "\".", wrote);
    }
}
