package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks run from top to bottom, and what is saved of them in {@code docs/notebooks} is what comes out.
 *
 * <p>{@code mvn test -Dtest=NotebooksIT -Dnotebooks.refresh} saves their outputs anew instead.
 */
@Order(1) // the longest
class NotebooksIT {
    private static final int CHAPTERS = 8;
    private static final Path OUTPUTS = Path.of("docs", "notebooks");
    private static final String AGAIN = ": run mvn test -Dtest=NotebooksIT -Dnotebooks.refresh";
    private static final long MOST_BYTES = 400_000;
    private static final boolean REFRESH = Boolean.getBoolean("notebooks.refresh");

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void runsAndGivesWhatIsSaved(Path file) throws IOException {
        Notebook notebook = Notebook.read(file).withoutOutputs();
        Path place = OUTPUTS.resolve(file.getFileName());
        Notebook read = Notebook.read(place);
        try (Session session = Session.ofThisBuild()) {
            if (REFRESH) {
                NotebookRun.refresh(notebook.forOutputs(place), read, session);
                notebook.write();
            } else {
                assertEquals(
                        notebook.forOutputs(place).json(), read.withoutOutputs().json(), place + AGAIN);
                NotebookRun.check(read, session);
            }
        }
    }

    /** There is one for each chapter. To work in it comes without outputs: a question is no question with its answer below it. */
    @Test
    void allAreSmallAndInJupytersLayout() throws IOException {
        assertEquals(CHAPTERS, notebooks().size());
        assumeFalse(REFRESH, "runsAndGivesWhatIsSaved may not have saved them yet");
        for (Path file : notebooks()) {
            assertEquals(Notebook.read(file).withoutOutputs().json(), Files.readString(file), file + AGAIN);
            Path place = OUTPUTS.resolve(file.getFileName());
            assertTrue(Files.size(place) < MOST_BYTES, place + " has " + Files.size(place) + " bytes");
            assertEquals(Notebook.read(place).json(), Files.readString(place), place + AGAIN);
        }
    }

    /** That their checks judge them is part of {@link #runsAndGivesWhatIsSaved}. What a reader has not written yet is not right. */
    @ParameterizedTest
    @MethodSource("notebooks")
    void eachExerciseHasTwoRightAndTwoWrongAttempts(Path file) throws IOException {
        Notebook notebook = Notebook.read(file);
        for (boolean right : new boolean[] {true, false}) {
            Map<Integer, Long> counts = Attempt.of(notebook).stream()
                    .filter(attempt -> attempt.right() == right)
                    .collect(Collectors.groupingBy(Attempt::exercise, Collectors.counting()));
            assertEquals(notebook.exercises().keySet(), counts.keySet(), file + (right ? ", right" : ", wrong"));
            counts.forEach((exercise, count) -> assertTrue(count >= 2, file + ", exercise " + exercise));
        }
        Notebook read = Notebook.read(OUTPUTS.resolve(file.getFileName()));
        read.exercises()
                .forEach((number, cell) -> assertTrue(cell.saved().printed().contains("not yet"), cell.source()));
    }

    /** A right attempt and a wrong one, by a check that is right, and by checks that accept all, refuse all, print nothing or fail. */
    @Test
    void aCheckThatJudgesWronglyIsFound() {
        String judge = "n() == 3 ? \"right\" : \"not yet\"";
        List<String> checks = List.of(judge, "\"right\"", "\"not yet\"", "\"\"", "1 / (n() - 3)", "1 / (n() - 4)");
        String three = "## %d right: three\nint n() {\n    return 3;\n}\n";
        String four = "## %d wrong: four\nint n() {\n    return 4;\n}\n";
        String attempts = IntStream.rangeClosed(1, checks.size())
                .mapToObj(exercise -> (three + four).formatted(exercise, exercise))
                .collect(Collectors.joining());
        Notebook all = withExercises(checks);
        try (Session session = Session.ofThisBuild()) {
            assertEquals(
                    "2 wrong, 3 right, 4 right, 4 wrong, 5 right, 5 wrong, 6 right, 6 wrong",
                    misjudged(all, attempts, session));
            Attempt noJava = new Attempt(1, false, "no Java", "int n() {\n    return four;\n}\n");
            assertThrows(CellFailure.class, () -> NotebookRun.requireJudged(all, List.of(noJava), session));
        }
        for (String wrong : List.of("int n = 3;\n", "## 7 right: of no exercise\n", "## 1 maybe: three\n")) {
            assertThrows(CellFailure.class, () -> Attempt.read(all, wrong), wrong);
        }
    }

    private static Notebook withExercises(List<String> checks) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode cells = root.putArray("cells");
        for (int i = 0; i < checks.size(); i++) {
            cells.addObject().put("cell_type", "markdown").put("source", "**Exercise " + (i + 1) + ".** Three.");
            String stub = "int n() {\n    return 0;        // yours\n}\n\nvoid tryN() {\nSystem.out.println(";
            cells.addObject().put("cell_type", "code").put("source", stub + checks.get(i) + ");\n}\n\ntryN();\n");
        }
        return new Notebook(Path.of("made-up.ipynb"), root);
    }

    /** @return which attempts are not judged as they should be, by the message */
    private static String misjudged(Notebook notebook, String attempts, Session session) {
        Executable check = () -> NotebookRun.requireJudged(notebook, Attempt.read(notebook, attempts), session);
        Pattern attempt = Pattern.compile("exercise (\\d), (\\w+)");
        return attempt.matcher(assertThrows(CellFailure.class, check).getMessage())
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.joining(", "));
    }

    /** Without this a check that passes says nothing. A line: what is saved, the cell, and the problem that is found. */
    @Test
    void whatIsOtherwiseThanSavedIsRefused() throws IOException {
        String cases = """
                n is 3, half 1.50 | System.out.println("n is " + 3 + ", half 1.50"); | none
                n is 3, half 1.49 | System.out.println("n is " + 3 + ", half 1.50"); | none
                n is 3, half 1.53 | System.out.println("n is " + 3 + ", half 1.50"); | printed text: saved 1.53, now 1.50
                n is 2, half 1.50 | System.out.println("n is " + 3 + ", half 1.50"); | printed text: saved "n is 2
                half 1.50         | System.out.println("half NaN");                  | printed text: saved "half ", now "half NaN
                half 1.50         | int n = 3;                                       | now ""
                                  | int n = "three";                                 | Does not compile
                                  | if (true) {                                      | The cell ends within
                                  | throw new IllegalStateException("on purpose");   | java.lang.IllegalStateException: on purpose
                """;
        try (Session session = Session.ofThisBuild()) {
            for (String line : cases.lines().toList()) {
                String[] parts = line.split(" *\\| ");
                ObjectNode root = new ObjectMapper().createObjectNode();
                ObjectNode cell = root.putArray("cells")
                        .addObject()
                        .put("cell_type", "code")
                        .put("source", parts[1]);
                if (!parts[0].isEmpty()) {
                    cell.putArray("outputs")
                            .addObject()
                            .put("output_type", "stream")
                            .put("text", parts[0] + "\n");
                }
                Executable check = () -> NotebookRun.check(new Notebook(Path.of("made-up.ipynb"), root), session);
                if (parts[2].equals("none")) {
                    assertDoesNotThrow(check, line);
                } else {
                    String message =
                            assertThrows(CellFailure.class, check, line).getMessage();
                    assertTrue(
                            message.startsWith("made-up.ipynb, code cell 1: ") && message.contains(parts[2]), message);
                }
            }
        }
    }
}
