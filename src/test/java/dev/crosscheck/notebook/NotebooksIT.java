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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks run from top to bottom, and what is saved of them in {@code docs/notebooks} is what comes out.
 *
 * <p>{@code mvn test -Dtest=NotebooksIT -Dnotebooks.refresh} saves their outputs anew instead.
 */
@Order(1) // the longest
class NotebooksIT {
    private static final int CHAPTERS = 6;
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
        if (REFRESH) {
            NotebookRun.refresh(notebook.forOutputs(place), read);
            notebook.write();
        } else {
            assertEquals(
                    notebook.forOutputs(place).json(), read.withoutOutputs().json(), place + AGAIN);
            NotebookRun.check(read);
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

    /** What a reader has not written yet is not right. */
    @ParameterizedTest
    @MethodSource("notebooks")
    void theStubOfEachExerciseFails(Path file) throws IOException {
        Notebook.read(OUTPUTS.resolve(file.getFileName())).exercises().forEach((number, cell) -> {
            assertTrue(cell.saved().printed().contains("not yet"), cell.source());
        });
    }

    /** That their checks judge them is part of {@link #runsAndGivesWhatIsSaved}. */
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
    }

    /** A right attempt and a wrong one, by a check that is right, accepts all, refuses all, prints nothing or fails. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            n == 3 ? "right" : "not yet" | ''
            "right"                      | exercise 1, wrong: four
            "not yet"                    | exercise 1, right: three
            ""                           | exercise 1, right: three
            1 / (n - 3)                  | exercise 1, right: three
            1 / (n - 4)                  | exercise 1, wrong: four
            """)
    void aCheckThatJudgesWronglyIsFound(String printed, String problem) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode cells = root.putArray("cells");
        cells.addObject().put("cell_type", "markdown").put("source", "**Exercise 1.** Three.");
        cells.addObject()
                .put("cell_type", "code")
                .put(
                        "source",
                        "int n = 0;        // yours\nvoid tryN() {\n    System.out.println(" + printed
                                + ");\n}\n\ntryN();\n");
        Notebook notebook = new Notebook(Path.of("made-up.ipynb"), root);
        List<Attempt> attempts =
                Attempt.read(notebook, "## 1 right: three\nint n = 3;\n\n## 1 wrong: four\nint n = 4;\n");
        try (Session session = Session.ofThisBuild()) {
            session.run(notebook.codeCells().get(0).source());
            Executable check = () -> NotebookRun.requireJudged(notebook, attempts, session);
            if (problem.isEmpty()) {
                assertDoesNotThrow(check);
            } else {
                String message = assertThrows(CellFailure.class, check).getMessage();
                assertTrue(message.startsWith("made-up.ipynb") && message.contains(problem), message);
            }
        }
        for (String wrong : List.of("int n = 3;\n", "## 2 right: of no exercise\n", "## 1 maybe: three\n")) {
            assertThrows(CellFailure.class, () -> Attempt.read(notebook, wrong), wrong);
        }
    }

    /** Without this a check that passes says nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            n is 3, half 1.50 | System.out.println("n is " + 3 + ", half 1.50"); | ''
            n is 3, half 1.49 | System.out.println("n is " + 3 + ", half 1.50"); | ''
            n is 3, half 1.53 | System.out.println("n is " + 3 + ", half 1.50"); | printed text: saved 1.53, now 1.50
            n is 2, half 1.50 | System.out.println("n is " + 3 + ", half 1.50"); | printed text: saved "n is 2
            half 1.50         | System.out.println("half NaN");                  | printed text: saved "half ", now "half NaN
            half 1.50         | int n = 3;                                       | now ""
            ''                | int n = "three";                                 | Does not compile
            ''                | if (true) {                                      | The cell ends within
            ''                | throw new IllegalStateException("on purpose");   | java.lang.IllegalStateException: on purpose
            """)
    void whatIsOtherwiseThanSavedIsRefused(String saved, String source, String problem) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ObjectNode cell =
                root.putArray("cells").addObject().put("cell_type", "code").put("source", source);
        if (!saved.isEmpty()) {
            cell.putArray("outputs").addObject().put("output_type", "stream").put("text", saved + "\n");
        }
        Executable check = () -> NotebookRun.check(new Notebook(Path.of("made-up.ipynb"), root));
        if (problem.isEmpty()) {
            assertDoesNotThrow(check);
        } else {
            String message = assertThrows(CellFailure.class, check).getMessage();
            assertTrue(message.startsWith("made-up.ipynb, code cell 1: ") && message.contains(problem), message);
        }
    }
}
