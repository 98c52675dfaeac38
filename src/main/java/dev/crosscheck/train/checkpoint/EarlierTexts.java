package dev.crosscheck.train.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON of checkpoints that earlier versions wrote. */
final class EarlierTexts {
    /** Up to this format all images were taken for digits. */
    static final int DIGITS_FORMAT = 1;

    private EarlierTexts() {}

    /**
     * @return the text as it is written today: there was only the digit network first, then only images, then tables of one file; no class
     *     weights, nothing about pictures, all epochs' confusion matrices, and no recipes
     * @throws Mismatch if it describes no network, or two
     */
    static byte[] today(byte[] json) throws IOException {
        ObjectNode text = Json.read(json, ObjectNode.class);
        if (!(text.path("progress").path("config") instanceof ObjectNode config)) {
            return json;
        }
        boolean earlier = isOfDigits(text, config);
        if (!config.has("table")) {
            config.putNull("table");
            addToEpochs(text, "numbers");
            earlier = true;
        }
        if (!config.has("pictures")) {
            config.putNull("pictures");
            addToEpochs(text, "counts");
            earlier = true;
        }
        if (!config.has("recipe")) {
            config.putNull("recipe");
            earlier = true;
        }
        earlier |= config.path("table") instanceof ObjectNode table && TableSource.complete(table);
        if (config.path("network") instanceof ObjectNode network && !network.has("classWeights")) {
            network.put("classWeights", ClassWeights.NONE.name());
            earlier = true;
        }
        return earlier ? Json.text(text).getBytes(StandardCharsets.UTF_8) : json;
    }

    private static boolean isOfDigits(ObjectNode text, ObjectNode config) throws Mismatch {
        boolean ofDigits = text.path("format").asInt() == DIGITS_FORMAT
                && config.path("hidden").isInt();
        if (ofDigits) {
            config.putPOJO("network", NetworkForm.digits(config.remove("hidden").asInt()));
        }
        if (!config.has("network") || config.has("hidden")) {
            throw new Mismatch("progress.config: expected network, or in format " + DIGITS_FORMAT + " hidden, found "
                    + (config.has("network") ? "both" : "neither"));
        }
        return ofDigits;
    }

    private static void addToEpochs(ObjectNode text, String nothing) {
        for (JsonNode epoch : text.path("progress").path("epochs")) {
            for (String part : List.of("validation", "test")) {
                if (epoch.path(part) instanceof ObjectNode evaluation && !evaluation.has(nothing)) {
                    evaluation.putNull(nothing);
                }
            }
        }
    }
}
