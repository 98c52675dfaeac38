package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.files.Digest;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a model, from the {@code run.json} beside it. That file may be missing, damaged or belong to another model, and its texts may
 * contain anything.
 *
 * @param note source of this information, or why nothing is known
 * @param run the record; null if unknown
 * @param dataSha256 SHA-256 of the raw content of the training and test files; empty if unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"note", "seed", "setup", "dataSha256"})
public record Provenance(String note, @JsonIgnore @Nullable RunRecord run, Map<String, String> dataSha256) {
    private static final String NO_DIGESTS = "the run.json beside the model has no digests of data";

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
        UNKNOWN
    }

    /**
     * Reads the record beside a model.
     *
     * @param model the model file
     * @param dataSha256 digests of its data that the model file itself contains, which take precedence over the record; may be empty
     */
    public static Provenance beside(Path model, Map<String, String> dataSha256) {
        Provenance found = beside(model, Digest.sha256(model));
        return dataSha256.isEmpty() ? found : new Provenance(found.note, found.run, dataSha256);
    }

    static Provenance beside(Path model, String modelSha256) {
        Path file = model.toAbsolutePath().resolveSibling(RunFolder.RECORD);
        if (!Files.isRegularFile(file)) {
            return unknown("unknown: there is no run.json beside the model");
        }
        try {
            RunRecord run = RunRecordFile.read(file);
            return modelSha256.equals(run.modelSha256())
                    ? of(run)
                    : unknown("unknown: the run.json beside the model does not name this model's digest");
        } catch (IOException e) {
            return unknown("unknown: the run.json beside the model cannot be read");
        }
    }

    private static Provenance unknown(String note) {
        return new Provenance(note, null, Map.of());
    }

    /** @return the provenance of a run's model */
    static Provenance of(RunRecord record) {
        return new Provenance(
                "run.json beside the model, which names the model's digest",
                record,
                record.data().sha256());
    }

    @JsonProperty
    public @Nullable Long seed() {
        return run == null ? null : run.config().training().seed();
    }

    /** @return how the run was set up; null if unknown */
    @JsonProperty
    public @Nullable String setup() {
        return run == null ? null : run.config().setup().toString();
    }

    /** @return what the run says that its answers are worth; null if it does not */
    @JsonProperty
    public @Nullable String verdict() {
        return run == null || run.worth() == null ? null : run.worth().words();
    }

    /** @return the recorded folder of the data; null if unknown, and if it is not one on a disk of this machine */
    public @Nullable String dataFolder() {
        return run == null ? null : folder(run.data().folder());
    }

    /** @return how a table's rows were split; null if unknown, and for images */
    public @Nullable Rows rows() {
        TableRun table = run == null ? null : TableRun.of(run.config());
        TableSource source = table == null ? null : table.table();
        String testFile = source == null ? null : source.testFile();
        if (source == null || testFile != null && folder(testFile) == null) {
            return null;
        }
        return new Rows(
                source,
                run.config().training().validation(),
                run.config().training().seed(),
                testFile == null
                        ? null
                        : TableFiles.testDigest(testFile, run.data().sha256()));
    }

    /** @return a recorded path; null if it may name another machine */
    public static @Nullable String folder(String name) {
        return NO_FOLDER.matcher(name).matches() ? null : name;
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
                Optional.of("The model was not trained on the data in " + folder
                        + ": its figures on them may be worse than in the test of its run.");
            case UNKNOWN ->
                Optional.of("It is unknown which data the model was trained on: "
                        + (run == null ? note.replaceFirst("^unknown: ", "") : NO_DIGESTS)
                        + ". If it was trained on what is tested in " + folder + ", the figures are too good.");
        };
    }
}
