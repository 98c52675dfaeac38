package dev.crosscheck.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A solution of an exercise by which the exercise's check is tested: it must accept a right one and refuse a wrong one.
 *
 * <p>A notebook's attempts are in {@code src/test/exercises}, in a file of its name. Each exercise whose cell has a stub needs two right ones,
 * of different style, and two wrong ones that a student would write:
 *
 * <pre>
 * ## 5 wrong: leaves out the bias
 * double[] rule(double[] w, double b, double[] x, int t, double eta) {
 *     ...
 * }
 *
 * ## 6 right: ...
 * </pre>
 *
 * <p>The code replaces what the stub in the exercise's cell defines. Then the last line of that cell runs, which therefore must call the
 * check, such as {@code tryRule();}. A wrong attempt must make it print "not yet" (an exception is no such answer), a right one "right" and
 * never "not yet". They run in the session in which the whole notebook has run ({@link NotebookRun}). They are compiled together: the cell
 * consists of declarations but for its last line, and what is to be written is a method, which an attempt overrides.
 *
 * @param exercise its number
 * @param right whether its check must accept it
 * @param how what is special about it, or wrong
 * @param code what it defines
 */
record Attempt(int exercise, boolean right, String how, String code) {
    private static final Path FOLDER = Path.of("src", "test", "exercises");
    private static final Pattern HEADING = Pattern.compile("## (\\d+) (right|wrong): (\\S.*)");

    /**
     * @return the attempts at a notebook's exercises, in the order of the file
     * @throws CellFailure if a line stands under no heading, or a heading names no exercise that has a stub
     */
    static List<Attempt> of(Notebook notebook) {
        Path file = FOLDER.resolve(notebook.file().getFileName().toString().replace(".ipynb", ".txt"));
        try {
            return Files.exists(file) ? read(notebook, Files.readString(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Attempt> read(Notebook notebook, String text) {
        List<Attempt> attempts = new ArrayList<>();
        for (String part : text.split("(?m)^(?=## )")) {
            String heading = part.lines().findFirst().orElse("");
            Matcher matcher = HEADING.matcher(heading);
            if (!matcher.matches()) {
                throw new CellFailure("No heading such as \"## 5 wrong: leaves out the bias\": " + heading);
            }
            Attempt attempt = new Attempt(
                    Integer.parseInt(matcher.group(1)),
                    matcher.group(2).equals("right"),
                    matcher.group(3),
                    part.substring(heading.length()).strip() + "\n");
            if (!notebook.exercises().containsKey(attempt.exercise)) {
                throw new CellFailure("No exercise with a stub: " + heading);
            }
            attempts.add(attempt);
        }
        return attempts;
    }

    @Override
    public String toString() {
        return "exercise " + exercise + ", " + (right ? "right: " : "wrong: ") + how;
    }
}
