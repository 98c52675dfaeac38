package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.train.Evaluation;
import java.util.List;
import java.util.Map;

/** Repeats a digit run with the hand-written mathematics, in double, from the same float images. */
final class DigitsInDouble implements Player {
    private static final int TEST_BATCH = 1000;

    private final DigitRecording recording;
    private final Batches batches;
    private final OnlineTraining training;
    private final Optimizer optimizer;
    private final Parameters parameters;

    DigitsInDouble(DigitRecording recording) {
        this(recording, recording.start());
    }

    private DigitsInDouble(DigitRecording recording, Parameters parameters) {
        this.recording = recording;
        this.parameters = parameters;
        batches = recording.batches();
        List<Integer> hidden = List.of(parameters.weights(1).columns());
        Network network = Network.of(
                recording.data().train().features(),
                hidden,
                recording.data().train().outputs(),
                Elementwise.RELU,
                Softmax.SOFTMAX);
        training = new OnlineTraining(network, Loss.CATEGORICAL_CROSS_ENTROPY);
        optimizer = new Adam(recording.run().learningRate(), Adam.Epsilon.ON_CORRECTED);
    }

    @Override
    public double step(int step) {
        int[] order = recording.epochs().get(step / batches.count());
        Batch batch = Batch.of(
                batches, order, step % batches.count(), recording.data().train());
        return training.stepInPlace(parameters, optimizer, batch.images(), batch.oneHot());
    }

    @Override
    public Map<String, Matrix> parameters() {
        return PyTorchLayout.arrays(parameters);
    }

    @Override
    public Evaluation test() {
        ImageSet test = recording.data().test();
        Batches testBatches = new Batches(test, TEST_BATCH);
        float[] probabilities = new float[test.size() * test.outputs()];
        int filled = 0;
        for (int i = 0; i < testBatches.count(); i++) {
            Batch batch = Batch.of(testBatches, testBatches.inOrder(), i, test);
            Matrix output =
                    training.network().forward(parameters, batch.images()).output();
            for (double p : output.data()) {
                probabilities[filled++] = (float) p;
            }
        }
        return Evaluation.of(probabilities, test.labels());
    }

    @Override
    public Evaluation testOfRecordedEnd() {
        return new DigitsInDouble(recording, recording.end()).test();
    }

    /**
     * A batch as matrices.
     *
     * @param images (N, I), normalised
     * @param oneHot (N, C)
     */
    private record Batch(Matrix images, Matrix oneHot) {

        static Batch of(Batches batches, int[] order, int index, ImageSet set) {
            int size = batches.size(index);
            float[] pixels = new float[size * set.features()];
            float[] labels = new float[size * set.outputs()];
            batches.gather(order, index, pixels, labels);
            return new Batch(widened(size, set.features(), pixels), widened(size, set.outputs(), labels));
        }

        private static Matrix widened(int rows, int columns, float[] values) {
            Matrix matrix = Matrix.zeros(rows, columns);
            for (int i = 0; i < values.length; i++) {
                matrix.data()[i] = values[i];
            }
            return matrix;
        }
    }
}
