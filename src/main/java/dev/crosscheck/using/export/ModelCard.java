package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Layer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The model card of an exported network: what it is, its quality and origin, and how the files were checked.
 *
 * @param title one line about the network
 * @param created time of the export, ISO 8601 in UTC
 * @param crosscheck version of the program
 * @param model the exported model file
 * @param preparation of pixels or rows, and the meaning of answers, as the model file has it
 * @param test result on test data, at export
 * @param training origin of the model
 * @param checked the examples on which the files were run
 * @param files the exported files
 * @param agrees whether every file that was run agrees with the model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCard(
        String title,
        String created,
        String crosscheck,
        Network model,
        Preparation preparation,
        TestResult test,
        Provenance training,
        Checked checked,
        List<ExportedFile> files,
        boolean agrees) {

    /**
     * The model file.
     *
     * @param file its path
     * @param sha256 SHA-256 of the file
     * @param parametersSha256 SHA-256 of the parameters, as little-endian floats, array after array
     * @param layers inputs, units of each layer, and activations
     * @param parameters number of weights and biases
     */
    public record Network(String file, String sha256, String parametersSha256, String layers, long parameters) {}

    /**
     * The examples on which every file was run.
     *
     * @param rows total number
     * @param ofTable test images, or rows of the table
     * @param madeUp made-up rows with missing values, unknown categories, and numbers that are extreme or rejected by the model
     * @param refused rows that the model rejects, and that the files must reject too
     */
    public record Checked(int rows, int ofTable, int madeUp, int refused) {}

    /** @return the activations of the hidden layers and of the output layer, for instance {@code relu, softmax} */
    static String functions(Model model) {
        return Stream.concat(
                        model.spec().hidden().stream().map(Layer::activation).distinct(),
                        Stream.of(model.spec().outputActivation()))
                .map(activation -> activation.label())
                .collect(Collectors.joining(", "));
    }

    /** @return sizes and activations, for instance {@code 784-256-10, relu, softmax} */
    static String layers(Model model) {
        return model.spec().title() + ", " + functions(model);
    }

    /**
     * An exported file.
     *
     * @param format name of the format on the command line
     * @param file file name
     * @param bytes size
     * @param sha256 SHA-256 of the file
     * @param verification result of the check
     */
    public record ExportedFile(String format, String file, long bytes, String sha256, FileVerification verification) {}
}
