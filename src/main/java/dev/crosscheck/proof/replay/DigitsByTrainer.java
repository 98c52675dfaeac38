package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.StepwiseTraining;
import dev.crosscheck.train.TrainingMethod;
import java.util.Map;

/** Repeats a digit run with one of {@code train}'s trainers, in float. */
final class DigitsByTrainer implements Player {
    private final DigitRecording recording;
    private final Batches batches;
    private final TrainingMethod method;
    private final StepwiseTraining training;

    DigitsByTrainer(DigitRecording recording, TrainingMethod method) {
        this(recording, method, recording.start());
    }

    private DigitsByTrainer(DigitRecording recording, TrainingMethod method, Parameters parameters) {
        this.recording = recording;
        this.method = method;
        batches = recording.batches();
        training = new StepwiseTraining(
                parameters, batches, recording.run().learningRate(), Adam.Epsilon.ON_CORRECTED, method);
    }

    @Override
    public double step(int step) {
        return training.step(recording.epochs().get(step / batches.count()), step % batches.count());
    }

    @Override
    public Map<String, Matrix> parameters() {
        return PyTorchLayout.arrays(training.parameters());
    }

    @Override
    public Evaluation test() {
        return training.evaluate(recording.data().test());
    }

    @Override
    public Evaluation testOfRecordedEnd() {
        try (DigitsByTrainer end = new DigitsByTrainer(recording, method, recording.end())) {
            return end.test();
        }
    }

    @Override
    public void close() {
        training.close();
    }
}
