package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Digest;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.run.Json;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.record.RunJson;
import dev.crosscheck.train.record.RunRecord;
import java.io.IOException;
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
 * The origin of a model, from the {@code run.json} beside it. That file may be missing, damaged or belong to another model, and its texts may
 * contain anything.
 *
 * @param note source of this information, or why nothing is known
 * @param seed seed of the run; absent if unknown
 * @param run status, start, seconds and epochs of the run
 * @param configuration configuration of the run
 * @param environment versions and hardware of the run
 * @param dataSha256 SHA-256 of the raw content of the training and test files; empty if unknown
 * @param dataFolder the recorded folder of these files; null if it is not a folder on a disk of this machine
 * @param rows how a table's rows were split; null if unknown, and for images
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

    /** Names that begin with two slashes or backslashes name another machine, which must not be contacted. */
    private static final Pattern NO_FOLDER = Pattern.compile("(?s)|[/\\\\]{2}.*|.*\\p{C}.*");

    /**
     * How a run split a table's rows.
     *
     * @param source how the file was read
     * @param validation number of validation rows
     * @param seed seed of the run
     * @param testSha256 recorded SHA-256 of a separate test file; null if there is none
     */
    public record Rows(TableSource source, int validation, long seed, String testSha256) {
        /**
         * @param table the table, or the separate test file, read as the source says
         * @return the rows that the run tested on: of a separate file, all with a target
         */
        public int[] test(Table table) {
            TargetColumn target = TargetColumn.of(table, source.target(), source.task());
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

    /** Whether a model is tested on the data set that it was trained on. */
    public enum DataMatch {
        /** All files are the same. */
        SAME,
        /** At least one file is different. */
        OTHER,
        /** There is no record. */
        UNKNOWN;

        /** @return the answer in a word */
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
     * Reads the record beside a model whose digest is known.
     *
     * @param modelSha256 the digest
     */
    static Provenance beside(Path model, String modelSha256) {
        Path file = model.toAbsolutePath().resolveSibling("run.json");
        if (!Files.isRegularFile(file)) {
            return unknown("unknown: there is no run.json beside the model");
        }
        try {
            RunRecord run = RunJson.read(file);
            return modelSha256.equals(run.modelSha256())
                    ? of(run)
                    : unknown("unknown: the run.json beside the model does not name this model's digest");
        } catch (IOException e) {
            return unknown("unknown: the run.json beside the model cannot be read");
        }
    }

    private static Provenance unknown(String note) {
        return new Provenance(note, null, Map.of(), Map.of(), Map.of(), Map.of(), null, null);
    }

    /** @return the provenance of a run's model */
    static Provenance of(RunRecord record) {
        JsonNode json = Json.tree(record);
        Map<String, String> run = new LinkedHashMap<>();
        for (String name : List.of("status", "stop", "start", "seconds", "optimizer", "bestEpoch")) {
            if (!json.path(name).isNull()) {
                run.put(name, plain(json.path(name)));
            }
        }
        run.put("epochsDone", String.valueOf(record.epochs().size()));
        return new Provenance(
                "run.json beside the model, which names the model's digest",
                record.config().training().seed(),
                run,
                plainMap(json.path("config")),
                environment(json.path("environment")),
                plainMap(json.path("data").path("sha256")),
                folder(record.data().folder()),
                rows(record));
    }

    private static Rows rows(RunRecord record) {
        TableRun run = TableRun.of(record.config());
        TableSource source = run == null ? null : run.table();
        String testFile = source == null ? null : source.testFile();
        if (source == null || testFile != null && folder(testFile) == null) {
            return null;
        }
        return new Rows(
                source,
                record.config().training().validation(),
                record.config().training().seed(),
                testFile == null
                        ? null
                        : TableFiles.testDigest(testFile, record.data().sha256()));
    }

    private static String folder(String name) {
        return NO_FOLDER.matcher(name).matches() ? null : name;
    }

    /**
     * Returns a copy with the data digests that the model file itself contains, which take precedence over the record.
     *
     * @param sha256 the digests; empty if the model file has none
     */
    public Provenance withData(Map<String, String> sha256) {
        return sha256.isEmpty()
                ? this
                : new Provenance(note, seed, run, configuration, environment, sha256, dataFolder, rows);
    }

    /**
     * @param sha256 digests of the data that the model is tested on
     * @return whether the model was trained on these data
     */
    public DataMatch match(Map<String, String> sha256) {
        if (dataSha256.isEmpty()) {
            return DataMatch.UNKNOWN;
        }
        return dataSha256.equals(sha256) ? DataMatch.SAME : DataMatch.OTHER;
    }

    /**
     * Returns a remark that must accompany a test's results.
     *
     * @param folder the folder of the data that the model is tested on
     * @param sha256 digests of these data
     * @return empty if the model was trained on these data
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
        if (value.isContainerNode()) {
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
