package dev.crosscheck.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a model comes from, as far as the {@code run.json} beside it tells; that file may be missing, damaged or another
 * model's, and nothing in it is trusted to be plain text.
 *
 * @param note where this is from, or why nothing is known
 * @param seed of the run; absent if unknown
 * @param run how it went: status, start, seconds, epochs
 * @param configuration what it was to do
 * @param environment what it ran on
 * @param dataSha256 SHA-256 of the raw content of the files it was trained and tested on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String note,
        Long seed,
        Map<String, String> run,
        Map<String, String> configuration,
        Map<String, String> environment,
        Map<String, String> dataSha256) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> ENVIRONMENT = Set.of("crosscheck", "nd4j", "java", "os", "cpu", "device", "blas");
    private static final long LARGEST = 64 << 20;
    private static final int LONGEST = 200;
    private static final int MOST_ENTRIES = 40;
    private static final Pattern NOT_PLAIN = Pattern.compile("[^\\p{L}\\p{N} .,:;()/+=@%_-]");

    /**
     * Reads the record beside a model.
     *
     * @param model the model file
     * @param modelSha256 its digest
     */
    static Provenance beside(Path model, String modelSha256) {
        Path file = model.toAbsolutePath().resolveSibling("run.json");
        if (!Files.isRegularFile(file)) {
            return unknown("unknown: there is no run.json beside the model");
        }
        try {
            if (Files.size(file) > LARGEST) {
                return unknown("unknown: the run.json beside the model is too large to be one");
            }
            JsonNode run = JSON.readTree(Files.readAllBytes(file));
            if (!run.path("modelSha256").asText().equals(modelSha256)) {
                return unknown("unknown: the run.json beside the model does not name this model's digest");
            }
            return of(run);
        } catch (IOException e) {
            return unknown("unknown: the run.json beside the model cannot be read");
        }
    }

    private static Provenance unknown(String note) {
        return new Provenance(note, null, Map.of(), Map.of(), Map.of(), Map.of());
    }

    private static Provenance of(JsonNode json) {
        Map<String, String> run = new LinkedHashMap<>();
        for (String name : List.of("status", "stop", "start", "seconds", "optimizer", "bestEpoch")) {
            if (json.path(name).isValueNode() && !json.path(name).isNull()) {
                run.put(name, plain(json.path(name)));
            }
        }
        run.put("epochsDone", String.valueOf(json.path("epochs").size()));
        JsonNode seed = json.path("config").path("seed");
        return new Provenance(
                "run.json beside the model, which names the model's digest",
                seed.canConvertToLong() ? seed.asLong() : null,
                run,
                plainMap(json.path("config")),
                environment(json.path("environment")),
                plainMap(json.path("data").path("sha256")));
    }

    private static Map<String, String> environment(JsonNode json) {
        Map<String, String> all = plainMap(json);
        all.keySet().retainAll(ENVIRONMENT);
        return all;
    }

    private static Map<String, String> plainMap(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getValue().isObject()) {
                plainMap(entry.getValue())
                        .forEach((name, value) -> put(map, plain(entry.getKey()) + "." + name, value));
            } else if (!entry.getValue().isNull()) {
                put(map, plain(entry.getKey()), plain(entry.getValue()));
            }
        }
        return map;
    }

    private static void put(Map<String, String> map, String name, String value) {
        if (map.size() < MOST_ENTRIES) {
            map.put(name, value);
        }
    }

    private static String plain(JsonNode value) {
        return plain(value.isTextual() ? value.asText() : value.toString().replaceAll("[\\[\\]]", ""));
    }

    private static String plain(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return NOT_PLAIN.matcher(shown).replaceAll("?");
    }
}
