package dev.crosscheck.proof.replay;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.proof.twin.DigitTwin;
import dev.crosscheck.train.Evaluation;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Repeats a digit run with DL4J's own layers and updater, in double. */
final class DigitsByTwin implements Player {
    private static final int TEST_BATCH = 1000;

    private final DigitRecording recording;
    private final DigitTwin twin;
    private final int stepsPerEpoch;

    DigitsByTwin(DigitRecording recording) {
        this(recording, recording.start());
    }

    private DigitsByTwin(DigitRecording recording, Parameters parameters) {
        this.recording = recording;
        twin = new DigitTwin(parameters, recording.run().learningRate(), Adam.Epsilon.ON_CORRECTED);
        stepsPerEpoch = recording.run().steps() / recording.epochs().size();
    }

    @Override
    public double step(int step) {
        int[] order = recording.epochs().get(step / stepsPerEpoch);
        int from = step % stepsPerEpoch * recording.batch();
        int to = Math.min(from + recording.batch(), order.length);
        ImageSet batch = recording.data().train().select(Arrays.copyOfRange(order, from, to));
        return twin.step(batch.pixels(), batch.labels());
    }

    @Override
    public Map<String, Matrix> parameters() {
        return PyTorchLayout.arrays(twin.parameters());
    }

    @Override
    public Evaluation test() {
        ImageSet test = recording.data().test();
        float[] probabilities = new float[test.size() * test.outputs()];
        int filled = 0;
        for (int from = 0; from < test.size(); from += TEST_BATCH) {
            int[] indices = IntStream.range(from, Math.min(from + TEST_BATCH, test.size()))
                    .toArray();
            for (double p : twin.probabilities(test.select(indices).pixels()).data()) {
                probabilities[filled++] = (float) p;
            }
        }
        return Evaluation.of(probabilities, test.labels());
    }

    @Override
    public Evaluation testOfRecordedEnd() {
        return new DigitsByTwin(recording, recording.end()).test();
    }
}
