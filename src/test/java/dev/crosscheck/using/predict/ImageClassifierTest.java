package dev.crosscheck.using.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.data.picture.Picture;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageClassifierTest {
    private static final Network SMALL = Network.of(4, List.of(3), 2, Elementwise.TANH, Softmax.SOFTMAX);

    /** Levels are shares of 255, less the mean and by the deviation of the images that were trained on. */
    @Test
    void otherPicturesAreScaledAsTheirOwnImagesWere() {
        Parameters parameters = SMALL.initial(1);
        ImageForm form = new ImageForm(2, 2, new Normalisation(0.5, 0.25), List.of("cross", "ring"));
        GreyPicture picture = new GreyPicture(2, 2, new byte[] {0, 51, (byte) 204, (byte) 255});
        assertArrayEquals(
                SMALL.forward(parameters, Matrix.rowOf(-2, -1.2, 1.2, 2))
                        .output()
                        .data(),
                new ImageClassifier(SMALL, parameters, form, null)
                        .classify(new Picture(picture))
                        .orElseThrow()
                        .probabilities(),
                1e-15);
    }

    @Test
    void aModelOfPicturesAnswersNoRows() {
        Model digits = DrawnModels.ofDigits(Elementwise.RELU, 3);
        assertThrows(CrosscheckException.class, () -> TableModel.of(digits));
    }

    @Test
    void likeliestRunnerUpAndSureAtTheEdge() {
        double[] probabilities = {0.1, 0.4, 0.4, 0, 0, 0.1, 0, 0, 0, 0};
        Prediction prediction = new Prediction(new byte[784], true, null, probabilities, List.of());
        assertEquals("1 2", prediction.label() + " " + prediction.runnerUp());
        assertTrue(prediction.sure(0.4) && !prediction.sure(0.41));
        assertTrue(!new Prediction(new byte[784], true, "Too thick.", probabilities, List.of()).sure(0));
        Network digits = Network.of(784, List.of(3), 10, Elementwise.TANH, Softmax.SOFTMAX);
        for (boolean handwriting : new boolean[] {true, false}) {
            ImageForm form = ImageForm.MNIST.with(handwriting);
            ImageClassifier classifier = new ImageClassifier(digits, digits.initial(1), form, null);
            assertEquals(handwriting ? 0.8 : 0.5, classifier.threshold());
        }
    }
}
