package dev.crosscheck.using.predict;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageRanges;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.data.picture.DigitForm;
import dev.crosscheck.data.picture.Picture;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Classifies pictures by the hand-written forward pass in double precision. Immutable and thread-safe.
 *
 * @param network any hidden layers, softmax over the classes
 * @param parameters its parameters; must not be modified
 * @param form the form of the images that it was trained on
 * @param ranges what these look like; null for handwriting
 */
public record ImageClassifier(
        Network network,
        Parameters parameters,
        ImageForm form,
        @Nullable ImageRanges ranges) {
    /** An answer is sure from this probability on. Above one half, the class is more probable than all others together. */
    public static final double THRESHOLD = 0.5;

    /**
     * The same for handwriting: a wrong answer costs five times as much as none, so that it is worth giving from 1 - 1/5 on (Chow 1970, "On
     * optimum recognition error and reject tradeoff"). Someone who types numbers off paper looks once more, but does not notice a wrong one.
     */
    private static final double OF_HANDWRITING = 0.8;

    private static final int FULL = 255;

    /** @throws CrosscheckException if the network has another number of inputs than the images have pixels */
    public ImageClassifier {
        int inputs = network.inputs();
        if (inputs != form.features()) {
            throw new CrosscheckException(
                    "The network takes " + inputs + " inputs, and an image has " + form.features() + ".",
                    "Name a model that \"train\" has written.");
        }
    }

    /**
     * @return the classifier of an image model
     * @throws CrosscheckException if the model is one of a table
     */
    public static ImageClassifier of(Model model) {
        ImageForm form = model.form();
        return new ImageClassifier(
                model.network(), model.parameters(), form, ((Preparation.Images) model.preparation()).ranges());
    }

    /** @return the probability from which on an answer is sure */
    public double threshold() {
        return form.handwriting() ? OF_HANDWRITING : THRESHOLD;
    }

    /**
     * Prepares a picture like the training images and classifies it: handwriting as in MNIST, otherwise by scaling it.
     *
     * @return empty if handwriting is expected and nothing is drawn
     */
    public Optional<Prediction> classify(Picture picture) {
        if (form.handwriting()) {
            return DigitForm.of(picture.grey())
                    .map(digit -> classify(
                            digit.pixels(),
                            digit.look().isOneDigit(),
                            digit.look().text()));
        }
        return Optional.of(classify(picture.fitted(form.shape())));
    }

    /** @param input (channels × rows × columns) pixels in the form of the training images, row-major, unsigned */
    public Prediction classify(byte[] input) {
        return classify(input, true, doubt(input).orElse(null));
    }

    /**
     * @param input pixels in the form of the training images
     * @return in which way they are unlike these; empty for handwriting, whose pictures are judged before they are in that form
     */
    public Optional<String> doubt(byte[] input) {
        return ranges == null ? Optional.empty() : ranges.unlike(input, form);
    }

    private Prediction classify(byte[] input, boolean oneDigit, @Nullable String doubt) {
        Normalisation normalisation = form.normalisation();
        double[] x = new double[input.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((input[i] & 0xff) / (double) FULL - normalisation.mean()) / normalisation.deviation();
        }
        ForwardPass pass = network.forward(parameters, new Matrix(1, x.length, x));
        return new Prediction(
                input, oneDigit, doubt, pass.output().data(), pass.as().subList(1, network.depth()));
    }
}
