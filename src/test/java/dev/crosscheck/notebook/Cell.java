package dev.crosscheck.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A cell with code, and its saved outputs.
 *
 * @param node its part of the notebook's JSON
 */
record Cell(ObjectNode node) {
    private static final String PICTURE = "image/png";
    private static final String PLAIN = "text/plain";

    String source() {
        return Notebook.text(node.path("source"));
    }

    /** @return the call with which a cell ends, after what it defines */
    String lastLine() {
        return source().strip().lines().reduce("", (before, line) -> line);
    }

    /** @return whether the output holds times or other numbers of one machine, so that only its presence is checked */
    boolean isTiming() {
        for (JsonNode tag : node.path("metadata").path("tags")) {
            if (tag.asText().equals("timing")) {
                return true;
            }
        }
        return false;
    }

    /** @return the output that is saved in the notebook */
    Output saved() {
        StringBuilder printed = new StringBuilder();
        Optional<String> result = Optional.empty();
        Optional<BufferedImage> picture = Optional.empty();
        for (JsonNode output : node.path("outputs")) {
            switch (output.path("output_type").asText()) {
                case "stream" -> printed.append(Notebook.text(output.path("text")));
                case "execute_result" -> {
                    JsonNode data = output.path("data");
                    if (data.has(PICTURE)) {
                        picture = Optional.of(decoded(Notebook.text(data.get(PICTURE))));
                    } else {
                        result = Optional.of(Notebook.text(data.path(PLAIN)));
                    }
                }
                default -> throw new CellFailure("A saved output of type " + output.path("output_type"));
            }
        }
        return new Output(printed.toString(), result, picture);
    }

    void clear() {
        node.putNull("execution_count");
        node.putArray("outputs");
    }

    /** Replaces the saved output. */
    void save(Output output, int executionCount) {
        node.put("execution_count", executionCount);
        ArrayNode outputs = node.putArray("outputs");
        if (!output.printed().isEmpty()) {
            ObjectNode stream = outputs.addObject().put("name", "stdout").put("output_type", "stream");
            output.printed().lines().forEach(line -> stream.withArray("text").add(line + "\n"));
        }
        if (output.picture().isPresent() || output.result().isPresent()) {
            ObjectNode saved = outputs.addObject().put("output_type", "execute_result");
            saved.put("execution_count", executionCount).putObject("metadata");
            ObjectNode data = saved.putObject("data");
            output.picture().ifPresent(picture -> data.put(PICTURE, encoded(picture)));
            ArrayNode lines = data.putArray(PLAIN);
            String[] plain = output.result().orElse("a picture").split("(?<=\n)");
            for (String line : plain) {
                lines.add(line);
            }
        }
    }

    private static String encoded(BufferedImage picture) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }

    private static BufferedImage decoded(String base64) {
        try {
            BufferedImage picture = ImageIO.read(
                    new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
            if (picture == null) {
                throw new CellFailure("A saved picture is not a PNG");
            }
            return picture;
        } catch (IOException | IllegalArgumentException e) {
            throw new CellFailure("A saved picture cannot be read: " + e.getMessage());
        }
    }
}
