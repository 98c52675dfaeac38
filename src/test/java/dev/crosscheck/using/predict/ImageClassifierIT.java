package dev.crosscheck.using.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.train.dl4j.Dl4jModel;
import dev.crosscheck.train.dl4j.Dl4jTrainer;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageClassifierIT {
    /**
     * Half a logit's worth of rounding: sums of 784 float products of size up to 3 are off by some 1e-6, and no probability
     * changes by more than half of what a logit does.
     */
    private static final double ROUNDING = 1e-5;

    private static final ImageClassifier CLASSIFIER = TrainedModel.classifier();
    private static final ImageSet TEST =
            IdxBytes.mnist().as(CLASSIFIER.form(), "the test").test();

    private static int right(int count, IntFunction<Prediction> prediction) {
        int right = 0;
        for (int i = 0; i < count; i++) {
            right += prediction.apply(i).label() == TEST.labels()[i] ? 1 : 0;
        }
        return right;
    }

    @Test
    void theHandWrittenPassAgreesWithDl4j() {
        ImageSet images = TEST.first(500);
        float[] expected =
                Dl4jTrainer.probabilities(Dl4jModel.network(Model.load(TrainedModel.folder())), Device.CPU, images);
        for (int i = 0; i < images.size(); i++) {
            Prediction actual = CLASSIFIER.classify(images.pixels(i));
            double sum = 0;
            for (int c = 0; c < 10; c++) {
                assertEquals(expected[i * 10 + c], actual.probabilities()[c], ROUNDING, "image " + i);
                sum += actual.probabilities()[c];
            }
            assertEquals(1, sum, 1e-12);
            assertEquals(64, actual.hidden().get(0).columns());
        }
    }

    /**
     * The answers of some 2 % of the images change (of the first 2,000, at the most), as often for the better as for the worse. More
     * wrong answers than before for 3 % of the images have another reason than chance.
     */
    @ParameterizedTest
    @EnumSource
    void picturesOfMnistAreReadAsWellAsMnist(Exported exported) {
        int count = Soak.times(100, 200);
        int before = right(count, i -> CLASSIFIER.classify(TEST.pixels(i)));
        int after = right(
                count,
                i -> CLASSIFIER
                        .classify(PictureFile.read("picture", exported.file(TEST.pixels(i))))
                        .orElseThrow());
        assertTrue(before >= 0.9 * count, before + " of " + count + " as they are");
        assertTrue(after >= before - 0.03 * count, after + " of " + count + ", " + before + " as they are");
    }

    @Test
    void likeliestRunnerUpAndSureAtTheEdge() {
        double[] probabilities = {0.1, 0.4, 0.4, 0, 0, 0.1, 0, 0, 0, 0};
        Prediction prediction = new Prediction(new byte[784], true, "", probabilities, List.of());
        assertEquals(1, prediction.label());
        assertEquals(2, prediction.runnerUp());
        assertTrue(prediction.sure(0.4));
        assertTrue(!prediction.sure(0.41));
        assertTrue(!new Prediction(new byte[784], true, "Too thick.", probabilities, List.of()).sure(0));
    }

    @Test
    void aNetworkForOtherImagesIsRefused() {
        Network small = Network.of(100, List.of(5), 10, Elementwise.RELU, Softmax.SOFTMAX);
        CrosscheckException e = assertThrows(
                CrosscheckException.class,
                () -> new ImageClassifier(small, small.initial(1), ImageForm.ofDigits(28, 28), null));
        assertTrue(e.getMessage().contains("100 inputs"), e.getMessage());
    }
}
