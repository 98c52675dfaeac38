package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of notebooks finds what is wrong in them: without these, a check that passes says nothing. */
class NotebookRunIT {
    private static final String PRINTS = "int n = 3;\nSystem.out.println(\"n is \" + n + \", half 1.50\");";

    @TempDir
    Path folder;

    private final ObjectNode root = JsonMapper.builder().build().createObjectNode();
    private final ArrayNode cells = root.putArray("cells");

    private static String image(int width) {
        return "new java.awt.image.BufferedImage(" + width + ", 2, java.awt.image.BufferedImage.TYPE_INT_RGB)";
    }

    private ObjectNode add(String source) {
        ObjectNode cell = cells.addObject().put("cell_type", "code").put("source", source);
        cell.putObject("metadata");
        cell.putArray("outputs");
        return cell;
    }

    private ObjectNode add(String source, String printed) {
        ObjectNode cell = add(source);
        cell.withArray("outputs").addObject().put("output_type", "stream").put("text", printed);
        return cell;
    }

    private Notebook notebook() {
        return new Notebook(folder.resolve("made-up.ipynb"), root);
    }

    private String failure() {
        return assertThrows(CellFailure.class, () -> NotebookRun.check(notebook()))
                .getMessage();
    }

    private void requireFailure(String... parts) {
        String message = failure();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void acceptsWhatIsAsSaved() {
        add("%classpath ../target/crosscheck.jar\nimport dev.crosscheck.math.Matrix;");
        add(PRINTS, "n is 3, half 1.50\n");
        add("// nothing but a comment");
        assertDoesNotThrow(() -> NotebookRun.check(notebook()));
    }

    @Test
    void refusesAWrongNumber() {
        add(PRINTS, "n is 3, half 1.53\n");
        requireFailure("made-up.ipynb, code cell 1: printed text: saved 1.53, now 1.50");
    }

    @Test
    void refusesAWrongText() {
        add(PRINTS, "m is 3, half 1.50\n");
        requireFailure("printed text: saved \"m is 3");
    }

    @Test
    void refusesAnOutputThatIsNotSaved() {
        add(PRINTS);
        requireFailure("printed text: saved \"\", now \"n is 3");
    }

    @Test
    void refusesASavedOutputThatNoLongerComes() {
        add("int n = 3;", "3\n");
        requireFailure("printed text: saved \"3", "now \"\"");
    }

    @Test
    void refusesAnException() {
        add("throw new IllegalStateException(\"on purpose\");");
        requireFailure("code cell 1", "java.lang.IllegalStateException: on purpose");
    }

    @Test
    void refusesWhatDoesNotCompile() {
        try (Session session = Session.ofThisBuild()) {
            for (String source : List.of(
                    "int n = \"three\";",
                    "missing.call();",
                    "int twice(int n) { return twofold(n); }",
                    "if (true) {",
                    "int 3 = n;",
                    "%magic of another kind")) {
                assertThrows(CellFailure.class, () -> session.run(source), source);
            }
        }
        add("int n = \"three\";");
        requireFailure("made-up.ipynb, code cell 1: Does not compile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"cells\": 3}", "", "{\"cells\": ["})
    void refusesWhatIsNoNotebook(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("broken.ipynb"), content);
        assertThrows(Exception.class, () -> NotebookRun.check(Notebook.read(file)));
    }

    @Test
    void refusesAnEmptyNotebook() {
        requireFailure("has no cell to run");
    }

    @Test
    void comparesPicturesBySize() throws IOException {
        add(image(4));
        NotebookRun.refresh(notebook(), notebook());
        NotebookRun.check(notebook());
        ((ObjectNode) cells.get(0)).put("source", image(5));
        requireFailure("picture: saved \"4 by 2\", now \"5 by 2\"");
        ((ObjectNode) cells.get(0)).put("source", "\"no picture\"");
        requireFailure("result: saved \"(none)\", now \"no picture\"");
    }

    @Test
    void refusesASavedPictureThatIsBroken() {
        ObjectNode cell = add(image(4));
        cell.withArray("outputs")
                .addObject()
                .put("output_type", "execute_result")
                .putObject("data")
                .put("image/png", "bm8gcGljdHVyZQ==");
        requireFailure("not a PNG");
    }

    @Test
    void refusesAnAnswerThatDoesNotRun() {
        add("int n = 3;");
        ObjectNode text = cells.addObject().put("cell_type", "markdown");
        text.put("source", "Answer:\n```java\nn + 1\n```\nand\n```java\nn + m\n```\n");
        requireFailure("an answer: Does not compile: n + m");
    }

    @Test
    void refusesAnAnswerThatTheExercisesOwnCheckRefuses() {
        add("void check(int yours) { System.out.println(yours == 4 ? \"right\" : \"not yet\"); }");
        ObjectNode text = cells.addObject().put("cell_type", "markdown");
        text.put("source", "```java\ncheck(4);\n```\n```java\ncheck(5);\n```\n");
        requireFailure("an answer: the exercise's own check does not accept it");
    }

    @Test
    void asksOfATimingCellOnlyThatItPrints() {
        ObjectNode cell = add("System.out.println(\"took \" + System.nanoTime());", "took 1\n");
        ((ObjectNode) cell.get("metadata")).putArray("tags").add("timing");
        assertDoesNotThrow(() -> NotebookRun.check(notebook()));
        cell.put("source", "int silent = 1;");
        requireFailure("not of the saved kinds");
    }

    @Test
    void refreshesTwiceToTheSameBytes() throws IOException {
        add(PRINTS);
        add("n * 1.5");
        add(image(3));
        ObjectNode timed = add("System.out.println(System.nanoTime());");
        ((ObjectNode) timed.get("metadata")).putArray("tags").add("timing");
        NotebookRun.refresh(notebook(), notebook());
        String first = Files.readString(notebook().file());
        Notebook before = Notebook.read(notebook().file());
        NotebookRun.refresh(before.withoutOutputs(), before);
        assertEquals(first, Files.readString(notebook().file()));
        NotebookRun.check(Notebook.read(notebook().file()));
        assertTrue(first.contains("\"4.5\"") && first.contains("\"image/png\""), first);
    }
}
