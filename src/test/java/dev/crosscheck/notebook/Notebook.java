package dev.crosscheck.notebook;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A Jupyter notebook (nbformat 4) as a tree of JSON.
 *
 * @param file where it is kept
 * @param root its content
 */
record Notebook(Path file, ObjectNode root) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private static final Pattern ANSWER = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    private static final Pattern EXERCISE = Pattern.compile("\\*\\*Exercise (\\d+)\\.");

    /** In what a reader is to write or to mend. */
    private static final Pattern STUB = Pattern.compile("// (yours|.*mend it|.*change th)");

    /** Jupyter's own layout, so that saving a notebook there changes no more than what was edited. */
    private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter(" ", "\n"))
            .withArrayIndenter(new DefaultIndenter(" ", "\n")));

    static Notebook read(Path file) throws IOException {
        if (!(MAPPER.readTree(file.toFile()) instanceof ObjectNode root)
                || !root.path("cells").isArray()) {
            throw new CellFailure(file + " is no notebook: it has no list of cells");
        }
        return new Notebook(file, root);
    }

    /** @return the cells with code, in order: views, through which outputs can be set */
    List<Cell> codeCells() {
        return StreamSupport.stream(root.get("cells").spliterator(), false)
                .filter(cell -> cell.path("cell_type").asText().equals("code"))
                .map(cell -> new Cell((ObjectNode) cell))
                .toList();
    }

    /** @return the Java code in the cells of text, block by block: the answers of the exercises */
    List<String> answers() {
        return StreamSupport.stream(root.get("cells").spliterator(), false)
                .filter(cell -> cell.path("cell_type").asText().equals("markdown"))
                .flatMap(cell -> ANSWER.matcher(text(cell.path("source"))).results())
                .map(block -> block.group(1))
                .toList();
    }

    /** @return by the number of an exercise the cell in which it is to be written; an exercise of words alone has none */
    Map<Integer, Cell> exercises() {
        Map<Integer, Cell> cells = new TreeMap<>();
        int exercise = 0;
        for (JsonNode cell : root.get("cells")) {
            String text = text(cell.path("source"));
            if (cell.path("cell_type").asText().equals("markdown")) {
                Matcher headings = EXERCISE.matcher(text);
                while (headings.find()) {
                    exercise = Integer.parseInt(headings.group(1));
                }
            } else if (STUB.matcher(text).find()) {
                cells.put(exercise, new Cell((ObjectNode) cell));
            }
        }
        return cells;
    }

    /**
     * A test that shows by how much a sentence of the course holds, over several seeds, calls this first: when the sentence changes, so must
     * the test.
     *
     * @param chapter the name of a notebook, such as {@code 01-perceptron}
     * @param sentence as in its text, wherever the lines are broken there
     * @throws CellFailure if it is not there
     */
    static void requireSays(String chapter, String sentence) throws IOException {
        Notebook notebook = read(Path.of("notebooks", chapter + ".ipynb"));
        for (JsonNode cell : notebook.root.get("cells")) {
            if (cell.path("cell_type").asText().equals("markdown")
                    && text(cell.path("source")).replaceAll("\\s+", " ").contains(sentence)) {
                return;
            }
        }
        throw new CellFailure(chapter + " does not say: " + sentence);
    }

    /** @return the same without outputs, for readers who are to work the numbers out themselves */
    Notebook withoutOutputs() {
        Notebook copy = new Notebook(file, root.deepCopy());
        copy.codeCells().forEach(Cell::clear);
        return copy;
    }

    /** @return a copy to hold the outputs in a folder one level further down, with links that fit there */
    Notebook forOutputs(Path place) {
        Notebook copy = new Notebook(place, root.deepCopy());
        for (JsonNode cell : copy.root.get("cells")) {
            if (cell.path("cell_type").asText().equals("markdown")) {
                ArrayNode lines = (ArrayNode) cell.get("source");
                for (int i = 0; i < lines.size(); i++) {
                    lines.set(i, lines.get(i).asText().replace("](../", "](../../"));
                }
            }
        }
        return copy;
    }

    void write() throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, json());
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }

    String json() throws IOException {
        return WRITER.writeValueAsString(root) + "\n";
    }

    /** @return a text that is kept whole or as a list of its lines */
    static String text(JsonNode node) {
        StringBuilder text = new StringBuilder();
        if (node.isArray()) {
            node.forEach(line -> text.append(line.asText()));
        } else {
            text.append(node.asText());
        }
        return text.toString();
    }
}
