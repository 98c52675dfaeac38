package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.train.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What goes with an exported network: what it is, how good it is, where it comes from, and how the files were checked.
 *
 * @param title the network in a line
 * @param created when it was exported, ISO 8601 in UTC
 * @param model the model file that was exported
 * @param images what it takes and gives
 * @param test how it did on the test images, at export
 * @param training where it comes from
 * @param files what was exported
 * @param agrees whether every file that was run agrees with the model
 * @param versions of the programs that took part
 */
public record ModelCard(
        String title,
        String created,
        Model model,
        Images images,
        Test test,
        Provenance training,
        List<ExportedFile> files,
        boolean agrees,
        Map<String, String> versions)
        implements Card {
    /** The data file with the test images. */
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";

    /** SHA-256 of MNIST's, raw. */
    private static final String MNIST_SHA256 = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7";

    /**
     * The model file.
     *
     * @param file its path
     * @param sha256 of the file
     * @param parametersSha256 of the parameters, as little-endian floats, array after array
     * @param sizes inputs, then the units of each layer
     * @param functions the activation of the hidden layers, then softmax
     * @param parameters weights and biases, all together
     */
    public record Model(
            String file,
            String sha256,
            String parametersSha256,
            List<Integer> sizes,
            String functions,
            long parameters) {}

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
        private static Images of(ImageForm form) {
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
     * The test.
     *
     * @param data the data folder
     * @param trainingData whether the model was trained on these data
     * @param caveat what to know about the figures, if it was not or nobody knows; else null
     * @param isMnist whether the test images are MNIST's
     * @param sha256 of the raw content of each file
     * @param images test images
     * @param correct those that the model recognised
     * @param accuracyPercent in percent
     * @param loss mean cross-entropy
     * @param classes each class by itself
     */
    public record Test(
            String data,
            Provenance.DataMatch trainingData,
            String caveat,
            boolean isMnist,
            Map<String, String> sha256,
            int images,
            int correct,
            double accuracyPercent,
            double loss,
            List<OfClass> classes) {}

    /** One class: how many of its test images were recognised, from 0 to 1, and how many there are. */
    public record OfClass(String name, double recall, int images) {}

    /** The card of a model and the files made of it. */
    static ModelCard of(TrainedModel trained, List<ExportedFile> files) {
        Subject subject = trained.subject();
        return new ModelCard(
                (trained.data().form().isOfDigits() ? "Digit network " : "Image network ") + subject.title(),
                Card.now(),
                new Model(
                        trained.file().toString(),
                        trained.sha256(),
                        trained.parametersSha256(),
                        subject.sizes(),
                        subject.functions(),
                        subject.count()),
                Images.of(trained.data().form()),
                test(trained),
                trained.provenance(),
                List.copyOf(files),
                Card.agree(files),
                Card.versions());
    }

    private static Test test(TrainedModel trained) {
        Evaluation evaluation = trained.evaluation();
        Map<String, String> sha256 = trained.data().sha256();
        return new Test(
                trained.dataFolder().toString(),
                trained.provenance().match(sha256),
                trained.provenance().caveat(trained.dataFolder(), sha256).orElse(null),
                MNIST_SHA256.equals(sha256.get(TEST_IMAGES)),
                sha256,
                evaluation.total(),
                evaluation.correct(),
                evaluation.accuracyPercent(),
                evaluation.loss(),
                IntStream.range(0, trained.data().test().outputs())
                        .mapToObj(c -> new OfClass(
                                trained.data().form().classes().get(c), evaluation.recall(c), evaluation.actual(c)))
                        .toList());
    }
}
