package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.BuildInfo;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.NetworkSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The model card of an exported network: what it is, its quality and origin, and how the files were checked.
 *
 * @param title one line about the network
 * @param created time of the export, ISO 8601 in UTC
 * @param model the exported model file
 * @param images inputs and outputs of an image model; absent for a table
 * @param preprocessing inputs and outputs of a table model; absent for images
 * @param importance importance of each column; absent if the model does not contain it
 * @param decision temperature, positive class and intervals of a table's answers; absent for images
 * @param test result on test data, at export
 * @param training origin of the model
 * @param checked the rows on which the files were run; absent for images, where these are the test images
 * @param files the exported files
 * @param agrees whether every file that was run agrees with the model
 * @param versions versions of the programs involved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCard(
        String title,
        String created,
        Network model,
        Images images,
        Preprocessing preprocessing,
        Importance importance,
        Decision decision,
        TestResult test,
        Provenance training,
        Checked checked,
        List<ExportedFile> files,
        boolean agrees,
        Map<String, String> versions) {

    /**
     * The model file.
     *
     * @param file its path
     * @param sha256 SHA-256 of the file
     * @param parametersSha256 SHA-256 of the parameters, as little-endian floats, array after array
     * @param sizes number of inputs, then the units of each layer
     * @param groups of the hidden units, between which there are no weights: one per fold, else 1
     * @param functions the activations of the hidden layers, then that of the output layer
     * @param parameters number of weights and biases
     */
    public record Network(
            String file,
            String sha256,
            String parametersSha256,
            List<Integer> sizes,
            int groups,
            String functions,
            long parameters) {
        /** @param sha256 SHA-256 of the file */
        static Network of(Model model, Path file, String sha256) {
            return new Network(
                    file.toString(),
                    sha256,
                    model.parametersSha256(),
                    model.spec().sizes(),
                    model.spec().groups(),
                    functions(model),
                    model.spec().parameters());
        }

        /** @return inputs and units, for instance {@code 784-256-10} */
        String title() {
            return sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
        }

        /** @return the activations in words, for instance {@code relu, softmax} */
        static String functions(Model model) {
            return Stream.concat(
                            model.spec().hidden().stream()
                                    .map(NetworkSpec.Layer::activation)
                                    .distinct(),
                            Stream.of(model.spec().outputActivation()))
                    .map(activation -> activation.label())
                    .collect(Collectors.joining(", "));
        }

        /** @return sizes and activations, for instance {@code 784-256-10, relu, softmax} */
        static String words(Model model) {
            return model.spec().title() + ", " + functions(model);
        }
    }

    /**
     * The images of an image model.
     *
     * @param rows rows of an image
     * @param columns columns of an image
     * @param mean mean of the pixels, scaled to [0, 1], which is subtracted
     * @param deviation their standard deviation, by which they are then divided
     * @param classes names of the classes, in the order of the outputs
     * @param digits whether the classes are the ten digits
     */
    public record Images(int rows, int columns, double mean, double deviation, List<String> classes, boolean digits) {
        static Images of(ImageForm form) {
            return new Images(
                    form.rows(),
                    form.columns(),
                    form.normalisation().mean(),
                    form.normalisation().deviation(),
                    form.classes(),
                    form.isOfDigits());
        }
    }

    /**
     * The raw rows on which every file was run.
     *
     * @param rows total number
     * @param ofTable rows of the table
     * @param madeUp made-up rows with missing values, unknown categories, and numbers that are extreme or rejected by the model
     * @param refused rows that the model rejects, and that the files must reject too
     */
    public record Checked(int rows, int ofTable, int madeUp, int refused) {}

    /** @return the current time, ISO 8601 in UTC */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** @return the versions of the programs that are involved in an export */
    static Map<String, String> programs() {
        BuildInfo build = BuildInfo.load();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Crosscheck", build.version());
        versions.put("Deeplearning4j and ND4J", build.nd4jVersion());
        versions.put("Java", System.getProperty("java.version"));
        return versions;
    }
}
