package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.process.Subprocess;
import dev.crosscheck.proof.judge.Told.Hints;
import dev.crosscheck.run.CsvCell;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs in a folder, which are judged one after the other: its files or, if it has none, its sub-folders.
 *
 * @param programs in the order of their names
 * @param left what else is in the folder and is not run: whatever is hidden, and all but files
 */
public record Submissions(List<Path> programs, List<Path> left) {
    /** In a command it stands for the path of a submission. */
    public static final String PLACE = "{}";

    /** What Java reads in place of bytes that are no character. */
    private static final String UNREADABLE = "\uFFFD";

    /**
     * The result of a submission.
     *
     * @param submission its name
     * @param result what is told of it
     * @param seconds that the program ran, at all starts together
     */
    public record Row(String submission, Told result, double seconds) {
        String csv() {
            return Stream.of(submission, result.verdict(), result.where(), result.cause(), Text.of("%.1f", seconds))
                    .map(cell -> CsvCell.quoted(CsvCell.harmless(cell)))
                    .collect(Collectors.joining(","));
        }
    }

    /** @throws CrosscheckException if it is no folder, or has nothing to be run */
    public static Submissions in(Path folder) {
        List<Path> all;
        try (Stream<Path> entries = Files.list(folder)) {
            all = entries.map(Path::toAbsolutePath).sorted().toList();
        } catch (IOException e) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "a folder of programs",
                    CrosscheckException.whatIsAt(folder),
                    "Name a folder that you may read.",
                    e);
        }
        Predicate<Path> isShown = path -> !path.getFileName().toString().startsWith(".");
        List<Path> programs =
                all.stream().filter(Files::isRegularFile).filter(isShown).toList();
        if (programs.isEmpty()) {
            programs = all.stream().filter(Files::isDirectory).filter(isShown).toList();
        }
        if (programs.isEmpty()) {
            throw new CrosscheckException(
                    folder + ": no program in it.",
                    "Put each submission there as a file or as a folder; hidden ones do not count.");
        }
        return new Submissions(
                programs, all.stream().filter(Predicate.not(programs::contains)).toList());
    }

    /**
     * Judges one.
     *
     * @param command in which {@value #PLACE} is replaced by its path
     * @param folder gets its starts and answers
     */
    public static Row judged(
            Path program, List<String> command, Setup setup, Subprocess.Limits limits, Hints hints, RunFolder folder) {
        Judge judge = new Judge(setup);
        judge.texts().forEach((name, text) -> folder.writeText(name + ".txt", text));
        List<String> words = command.stream()
                .map(word -> word.replace(PLACE, program.toString()))
                .toList();
        String problem = !program.toString().contains(UNREADABLE)
                ? ""
                : "Its name cannot be given to a program, since it is not in this system's encoding.";
        long start = System.nanoTime();
        try {
            if (problem.isEmpty()) {
                judge.run(words, limits, (name, text) -> folder.writeText(name + "-answer.txt", text));
            }
        } catch (CrosscheckException e) {
            problem = e.getMessage() + " " + e.remedy();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Told told = problem.isEmpty() ? Told.of(judge.judgement(), hints) : judge.failed(problem);
        return new Row(program.getFileName().toString(), told, seconds);
    }

    /** @return the rows as a table in CSV, safe to open in a spreadsheet */
    public static String csv(List<Row> rows) {
        return rows.stream()
                .map(Row::csv)
                .collect(Collectors.joining("\n", "submission,verdict,where,cause,seconds\n", "\n"));
    }
}
