package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.train.Evaluation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The result of a model on test images.
 *
 * @param data the data folder
 * @param trainingData whether the model was trained on this data set
 * @param caveat a remark, if it was not or that is unknown; otherwise null
 * @param isMnist whether the test images are MNIST's
 * @param sha256 SHA-256 of the raw content of each file
 * @param images number of test images
 * @param correct number of correctly classified images
 * @param accuracyPercent accuracy in percent
 * @param loss mean cross-entropy
 * @param classes results by class
 */
public record ImageTest(
        String data,
        Provenance.DataMatch trainingData,
        String caveat,
        boolean isMnist,
        Map<String, String> sha256,
        int images,
        int correct,
        double accuracyPercent,
        double loss,
        List<OfClass> classes)
        implements TestResult {
    /** The data file with MNIST's test images. */
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";

    /** SHA-256 of MNIST's test images, raw. */
    private static final String MNIST_SHA256 = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7";

    /** A class: the fraction of its test images that were classified correctly, and their number. */
    public record OfClass(String name, double recall, int images) {}

    /** @param provenance origin of the model */
    static ImageTest of(Evaluation evaluation, Path folder, ImageData data, Provenance provenance) {
        Map<String, String> sha256 = data.sha256();
        return new ImageTest(
                folder.toString(),
                provenance.match(sha256),
                provenance.caveat(folder, sha256).orElse(null),
                MNIST_SHA256.equals(sha256.get(TEST_IMAGES)),
                sha256,
                evaluation.total(),
                evaluation.correct(),
                evaluation.accuracyPercent(),
                evaluation.loss(),
                IntStream.range(0, data.test().outputs())
                        .mapToObj(c -> new OfClass(
                                data.form().classes().get(c),
                                evaluation.counted().recall(c),
                                evaluation.counted().actual(c)))
                        .toList());
    }

    @Override
    public String words() {
        return String.format(
                Locale.ROOT, "%d of %d test images in %s correct (%.2f%%)", correct, images, data, accuracyPercent);
    }

    /** Adds metadata about the test images. */
    void put(Map<String, String> facts) {
        sha256.forEach((name, digest) -> {
            if (name.equals(TEST_IMAGES) || name.equals(ImageData.TEST_PICTURES)) {
                facts.put("test_images_sha256", digest);
            }
        });
        facts.put("trained_on_these_data", trainingData.answer());
    }
}
