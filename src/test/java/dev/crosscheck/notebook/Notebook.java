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
