package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSource;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.record.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model came to be, as an in-toto Statement v1 (github.com/in-toto/attestation, spec/v1) whose predicate is SLSA provenance v1
 * (slsa.dev/provenance/v1). Members have the names of these specifications; docs/repeat.md says what each contains. It is not signed.
 */
public record Statement(
        @JsonProperty("_type") String type, List<Resource> subject, String predicateType, Predicate predicate) {
    /** The files that {@link #write} leaves: the whole, and its predicate alone. */
    public static final String FILE = "provenance.json";

    public static final String PREDICATE_FILE = "predicate.json";

    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://slsa.dev/provenance/v1";

    /** URIs of a private scheme, which is the name of this program's packages. */
    private static final String BUILD = "dev.crosscheck:training/v1";

    private static final String BUILDER = "dev.crosscheck:train";

    /** Something with a name and its SHA-256. */
    public record Resource(String name, Map<String, String> digest) {
        private static Resource of(String name, String sha256) {
            return new Resource(name, Map.of("sha256", sha256));
        }
    }

    public record Predicate(BuildDefinition buildDefinition, RunDetails runDetails) {}

    public record BuildDefinition(
            String buildType,
            External externalParameters,
            Internal internalParameters,
            List<Resource> resolvedDependencies) {}

    /** What the user chose, on which the result depends. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record External(
            String setup, @Nullable String init, @Nullable DataSource source) {}

    /** How it was computed. */
    public record Internal(TrainingMethod method, DeviceChoice device, List<String> resumed) {}

    public record RunDetails(Builder builder, Metadata metadata, List<Resource> byproducts) {}

    public record Builder(String id, Map<String, String> version, List<Resource> builderDependencies) {}

    public record Metadata(String invocationId, String startedOn, String finishedOn) {}

    /**
     * @param model a model's file, or the folder of its run
     * @return what the record beside it says
     * @throws CrosscheckException if there is no record that names the file's digest
     */
    public static Statement of(Path model) {
        Provenance known = Provenance.beside(Model.file(model), Map.of());
        RunRecord run = known.run();
        if (run == null || run.environment() == null) {
            throw new CrosscheckException(
                    model + ": its provenance is " + known.note() + ".", "Name the folder of a run that has a model.");
        }
        List<String> code = run.code() == null ? List.of() : run.code();
        return new Statement(
                TYPE,
                List.of(Resource.of(Model.FILE, run.modelSha256()), Resource.of("parameters", run.parametersSha256())),
                PREDICATE,
                new Predicate(
                        new BuildDefinition(
                                BUILD,
                                new External(
                                        run.config().setup().toString(),
                                        run.config().init(),
                                        run.config().source()),
                                new Internal(run.config().method(), run.device(), run.resumed()),
                                run.data().sha256().entrySet().stream()
                                        .map(file -> Resource.of(file.getKey(), file.getValue()))
                                        .toList()),
                        new RunDetails(
                                new Builder(
                                        BUILDER,
                                        Map.of(
                                                "crosscheck", run.environment().crosscheck(),
                                                "java", run.environment().java()),
                                        code.stream()
                                                .map(sha256 -> Resource.of("classes", sha256))
                                                .toList()),
                                new Metadata(run.id(), run.start(), run.lastSign()),
                                run.epochs().stream()
                                        .filter(epoch -> epoch.parametersSha256() != null)
                                        .map(epoch -> Resource.of(
                                                "parameters after epoch " + epoch.epoch(), epoch.parametersSha256()))
                                        .toList())));
    }

    /** Writes both files. @return their names */
    public List<String> write(RunFolder folder) {
        folder.writeText(FILE, Json.text(this));
        folder.writeText(PREDICATE_FILE, Json.text(predicate));
        return List.of(FILE, PREDICATE_FILE);
    }
}
