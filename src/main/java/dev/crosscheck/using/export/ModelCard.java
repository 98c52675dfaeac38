package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.BuildInfo;
import dev.crosscheck.data.ImageForm;
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
 * What goes with an exported network: what it is, how good it is, where it comes from, and how the files were checked.
 *
 * @param title the network in a line
 * @param created when it was exported, ISO 8601 in UTC
 * @param model the model file that was exported
 * @param images what it takes and gives; absent for a table
 * @param preprocessing what it takes, what becomes of each cell, and what it answers; absent for images
 * @param importance how much its answers rest on each column; absent if the model does not say
 * @param test how it did on test data, at export
 * @param training where it comes from
 * @param checked the rows that the files were run on; absent for images, which were the test's
 * @param files what was exported
 * @param agrees whether every file that was run agrees with the model
 * @param versions of the programs that took part
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCard(
        String title,
        String created,
        Network model,
        Images images,
        Preprocessing preprocessing,
        Importance importance,
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
     * @param sha256 of the file
     * @param parametersSha256 of the parameters, as little-endian floats, array after array
     * @param sizes inputs, then the units of each layer
     * @param functions the activations of the hidden layers, then the output layer's
     * @param parameters weights and biases, all together
     */
    public record Network(
            String file,
            String sha256,
            String parametersSha256,
            List<Integer> sizes,
            String functions,
            long parameters) {
        /** @param sha256 of the file */
        static Network of(Model model, Path file, String sha256) {
            return new Network(
                    file.toString(),
                    sha256,
                    model.parametersSha256(),
                    model.spec().sizes(),
                    functions(model),
                    model.spec().parameters());
        }

        /** @return inputs and units, for instance {@code 784-256-10} */
        String title() {
            return title(sizes);
        }

        static String title(List<Integer> sizes) {
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
            return title(model.spec().sizes()) + ", " + functions(model);
        }
    }

    /**
     * What the network knows of images.
     *
     * @param rows rows of an image
     * @param columns columns of an image
     * @param mean of the pixels over 255, which is subtracted
     * @param deviation of these, by which is divided then
     * @param classes the classes' names, in the order of the outputs
     * @param digits whether these are the ten digits
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
     * Raw rows that every file was run on.
     *
     * @param rows all of them
     * @param ofTable rows of the table
     * @param madeUp with missing values, unknown categories, and numbers that are extreme or beyond what the model takes
     * @param refused rows that the model refuses, and that the files must refuse, too
     */
    public record Checked(int rows, int ofTable, int madeUp, int refused) {}

    /** @return the time of an export, ISO 8601 in UTC */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** @return the programs that take part in an export */
    static Map<String, String> programs() {
        BuildInfo build = BuildInfo.load();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Crosscheck", build.version());
        versions.put("Deeplearning4j and ND4J", build.nd4jVersion());
        versions.put("Java", System.getProperty("java.version"));
        return versions;
    }
}
