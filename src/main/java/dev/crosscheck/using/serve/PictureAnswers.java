package dev.crosscheck.using.serve;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.picture.Picture;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Prediction;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Classifies pictures.
 *
 * @param classifier the classifier
 * @param facts facts about it
 */
record PictureAnswers(ImageClassifier classifier, ModelFacts facts) implements Answers {
    /** The page's drawing of 112 x 112 pixels has about 40 KB. */
    private static final int QUICK_BYTES = 64 << 10;

    /**
     * The answer for a picture. If digits are expected, a blank picture has no class and its lists are empty, and a picture that does not
     * look like one digit has no class.
     *
     * @param digit the most probable class of a digit model
     * @param label the most probable class, from 0
     * @param name its name
     * @param sure whether its probability reaches the threshold
     * @param blank whether nothing is drawn
     * @param oneDigit whether the picture can be one digit
     * @param doubt why the answer is not reliable; null if there is no reason
     * @param probabilities of all classes
     * @param input (channels × rows × columns) pixels that the network received, row-major, 0 to 255
     * @param hidden outputs of each hidden layer, first layer first
     */
    record Answer(
            Integer digit,
            Integer label,
            String name,
            boolean sure,
            boolean blank,
            boolean oneDigit,
            String doubt,
            double[] probabilities,
            int[] input,
            List<double[]> hidden) {
        static final Answer BLANK =
                new Answer(null, null, null, false, true, false, null, new double[0], new int[0], List.of());

        static Answer of(Prediction prediction, ImageForm form, double threshold) {
            Integer label = prediction.oneDigit() ? prediction.label() : null;
            return new Answer(
                    form.handwriting() ? label : null,
                    label,
                    label == null ? null : form.classes().get(label),
                    prediction.sure(threshold),
                    false,
                    prediction.oneDigit(),
                    prediction.doubt(),
                    prediction.probabilities(),
                    prediction.inputLevels(),
                    prediction.hidden().stream().map(layer -> layer.data()).toList());
        }
    }

    @Override
    public String page() {
        return "pictures";
    }

    @Override
    public List<String> types() {
        return List.of("image/png", "image/jpeg", JSON);
    }

    /** Drawings of the page and small pictures are read quickly, so they do not wait for large pictures that are being decoded. */
    @Override
    public boolean isQuick(String type, int bytes, Supplier<byte[]> body) {
        return bytes <= QUICK_BYTES && (type.equals(JSON) || PictureFile.isQuick(body.get()));
    }

    @Override
    public Reply answer(String type, byte[] body) {
        Picture picture = type.equals(JSON) ? Drawing.read(body) : PictureFile.read("body", body);
        Answer answer = classifier
                .classify(picture)
                .map(prediction -> Answer.of(prediction, classifier.form(), facts.threshold()))
                .orElse(Answer.BLANK);
        return new Reply(HttpStatus.OK_200, answer);
    }
}
