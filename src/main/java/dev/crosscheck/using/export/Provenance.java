package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.record.RunJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a model comes from, as far as the {@code run.json} beside it says; that file may be missing, damaged or another
 * model's, and nothing in it is trusted to be plain text.
 *
 * @param note where this is from, or why nothing is known
 * @param seed of the run; absent if unknown
 * @param run how it went: status, start, seconds, epochs
 * @param configuration what it was to do
 * @param environment what it ran on
 * @param dataSha256 SHA-256 of the raw content of the files it was trained and tested on; empty if unknown
 * @param dataFolder where these files were, as the record has it; null if it names no folder on a disk of this machine
 * @param rows how a table's rows were shared out; null if unknown, or it was trained on images
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String note,
        Long seed,
        Map<String, String> run,
        Map<String, String> configuration,
        Map<String, String> environment,
        Map<String, String> dataSha256,
        @JsonIgnore String dataFolder,
        @JsonIgnore Rows rows) {
    private static final Set<String> ENVIRONMENT = Set.of("crosscheck", "nd4j", "java", "os", "cpu", "device", "blas");
    private static final String NO_DIGESTS = "the run.json beside the model has no digests of data";
    private static final int LONGEST = 200;
    private static final int MOST_ENTRIES = 40;
    private static final Pattern NOT_PLAIN = Pattern.compile("[^\\p{L}\\p{N} .,:;()/+=@%_-]");

    /** Two slashes or backslashes begin the name of another machine, which must not be contacted. */
    private static final Pattern NO_FOLDER = Pattern.compile("(?s)|[/\\\\]{2}.*|.*\\p{C}.*");

    /**
     * How a run shared out a table's rows.
     *
     * @param source how its file was read
     * @param validation rows to validate on
     * @param seed of the run
     * @param testSha256 of a file of rows to test on, as the record has it; null if there is none
     */
    public record Rows(TableSource source, int validation, long seed, String testSha256) {
        /** @return which of the table's rows the run tested on, or of a file of its own all with a target. @param table read as the source says */
        public int[] test(Table table) {
            TargetColumn target = TargetColumn.of(table, source.target(), source.task(), source.refuseMissing());
            return source.testFile() != null
                    ? target.rows()
                    : TableFiles.ofOne(source, table)
                            .split(
                                    target,
                                    source.validationFile() != null ? Share.NONE : new Share(0, validation),
                                    seed)
                            .test();
        }
    }

    /** How the data that a model is tested on relate to those it was trained on. */
    public enum DataMatch {
        /** The same four files. */
        SAME,
        /** At least one file is another. */
        OTHER,
        /** No record says. */
        UNKNOWN;

        /** @return whether a model was trained on the data it is tested on, in a word */
        String answer() {
            return switch (this) {
                case SAME -> "yes";
                case OTHER -> "no";
                case UNKNOWN -> "unknown";
            };
        }
    }

    /**
     * Reads the record beside a model.
     *
     * @param model the model file
     */
    public static Provenance beside(Path model) {
        return beside(model, Digest.sha256(model));
    }

    /**
     * The same for a model whose digest is known.
     *
     * @param modelSha256 its digest
     */
    static Provenance beside(Path model, String modelSha256) {
        Path file = model.toAbsolutePath().resolveSibling("run.json");
        if (!Files.isRegularFile(file)) {
            return unknown("unknown: there is no run.json beside the model");
        }
        try {
            JsonNode run = Json.tree(RunJson.read(file));
            if (!run.path("modelSha256").asText().equals(modelSha256)) {
                return unknown("unknown: the run.json beside the model does not name this model's digest");
            }
            return of(run);
        } catch (IOException e) {
            return unknown("unknown: the run.json beside the model cannot be read");
        }
    }

    private static Provenance unknown(String note) {
        return new Provenance(note, null, Map.of(), Map.of(), Map.of(), Map.of(), null, null);
    }

    /** What a record says. */
    static Provenance of(JsonNode json) {
        Map<String, String> run = new LinkedHashMap<>();
        for (String name : List.of("status", "stop", "start", "seconds", "optimizer", "bestEpoch")) {
            if (json.path(name).isValueNode() && !json.path(name).isNull()) {
                run.put(name, plain(json.path(name)));
            }
        }
        run.put("epochsDone", String.valueOf(json.path("epochs").size()));
        JsonNode seed = json.path("config").path("training").path("seed");
        return new Provenance(
                "run.json beside the model, which names the model's digest",
                seed.canConvertToLong() ? seed.asLong() : null,
                run,
                plainMap(json.path("config")),
                environment(json.path("environment")),
                plainMap(json.path("data").path("sha256")),
                folder(json.path("data").path("folder").asText()),
                rows(json.path("config"), json.path("data").path("sha256")));
    }

    private static Rows rows(JsonNode config, JsonNode sha256) {
        if (!(config.path("table") instanceof ObjectNode table)
                || !config.path("training").path("seed").canConvertToLong()) {
            return null;
        }
        try {
            TableSource source = Json.read(Json.text(table).getBytes(StandardCharsets.UTF_8), TableSource.class);
            if (source.testFile() != null && folder(source.testFile()) == null) {
                return null;
            }
            return new Rows(
                    source,
                    config.path("training").path("validation").asInt(),
                    config.path("training").path("seed").asLong(),
                    source.testFile() == null ? null : TableFiles.testDigest(source.testFile(), sha256));
        } catch (IOException e) {
            return null;
        }
    }

    private static String folder(String name) {
        return NO_FOLDER.matcher(name).matches() ? null : name;
    }

    /**
     * The same where the model itself tells what it was trained on, which no record beside it can contradict.
     *
     * @param sha256 what it tells; empty if it does not
     */
    public Provenance withData(Map<String, String> sha256) {
        return sha256.isEmpty()
                ? this
                : new Provenance(note, seed, run, configuration, environment, sha256, dataFolder, rows);
    }

    /**
     * @param sha256 the digests of the data that the model is tested on
     * @return whether the model was trained on them
     */
    public DataMatch match(Map<String, String> sha256) {
        if (dataSha256.isEmpty()) {
            return DataMatch.UNKNOWN;
        }
        return dataSha256.equals(sha256) ? DataMatch.SAME : DataMatch.OTHER;
    }

    /**
     * What must be said wherever a test's figures are shown.
     *
     * @param folder the data that the model is tested on
     * @param sha256 their digests
     * @return empty if the model was trained on them
     */
    public Optional<String> caveat(Path folder, Map<String, String> sha256) {
        return switch (match(sha256)) {
            case SAME -> Optional.empty();
            case OTHER ->
                Optional.of("The figures are of the data in " + folder + "; the model was trained on other data.");
            case UNKNOWN ->
                Optional.of("It is unknown which data the model was trained on: "
                        + (run.isEmpty() ? note.replaceFirst("^unknown: ", "") : NO_DIGESTS)
                        + ". The figures are of the data in " + folder + ".");
        };
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
            } else if (!entry.getValue().isNull()
                    && !(entry.getValue().isArray() && entry.getValue().isEmpty())) {
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
        if (value.isContainerNode()) { // a list, such as that of hidden layers: units and activation of each
            String between = value.isArray() ? ", " : " ";
            return plain(value.valueStream().map(Provenance::plain).collect(Collectors.joining(between)));
        }
        return plain(value.asText());
    }

    private static String plain(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return NOT_PLAIN.matcher(shown).replaceAll("?");
    }
}
