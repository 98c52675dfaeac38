package dev.crosscheck.proof.replay;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.OrNull;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Repeats a run with one of the trainers of {@code train}, in float. */
final class Shipped implements Player {
    private final String name;
    private final Recording recording;
    private final TrainingMethod method;
    private final FlatParameters layout;
    private Trainer trainer;

    Shipped(String name, Recording recording, TrainingMethod method) {
        this.name = name;
        this.recording = recording;
        this.method = method;
        this.layout = new FlatParameters(recording.network().sizes());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Precision precision() {
        return Precision.SINGLE;
    }

    @Override
    public void start(State state, int done) {
        close();
        double[] moments = state.flatMoments(
                layout, recording.setup().training().optimizer().kind());
        NetworkState from = new NetworkState(floats(layout.flatten(state.parameters())), floats(moments), done, 0);
        Batches batches =
                new Batches(recording.examples(), recording.setup().training().batch());
        trainer = method.newTrainer(Device.CPU, recording.setup(), from, batches);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public double step(int step) {
        int index = (step - 1) % recording.stepsPerEpoch();
        int[] epoch = recording.epochs().get((step - 1) / recording.stepsPerEpoch());
        return trainer.step(epoch, index, recording.rate(step));
    }

    /** @return the reason why the trainers of {@code train} cannot repeat a run; null if they can */
    @OrNull
    static String obstacle(Recording recording) {
        int examples = recording.examples().size();
        if (recording.epochs().stream().anyMatch(epoch -> epoch.length != examples)) {
            return "their epochs use each of the " + examples + " examples once, and the recorded ones do not.";
        }
        if (recording.examples() instanceof MatrixExamples own && own.classes() > 0 && !isOneHot(own.targets())) {
            return "they require one class per example, and the recorded targets have another form.";
        }
        try {
            recording.setup().network().requireTrainable();
            return null;
        } catch (CrosscheckException e) {
            return e.getMessage() + " is for the networks in double.";
        }
    }

    /** @return whether each row is the code of one class: 0 or 1 for a single output, otherwise one 1 and zeros */
    private static boolean isOneHot(Matrix t) {
        boolean whole = DoubleStream.of(t.data()).allMatch(value -> value == 0 || value == 1);
        return whole
                && (t.columns() == 1
                        || IntStream.range(0, t.rows())
                                .allMatch(n -> DoubleStream.of(t.row(n).data()).sum() == 1));
    }

    /** @return whether the DL4J trainer can train such a network */
    static boolean hasDl4j(Recording recording) {
        try {
            TrainingMethod.dl4j().requireTrains(recording.setup(), recording.examples() instanceof ImageSet);
            return true;
        } catch (CrosscheckException e) {
            return false;
        }
    }

    @Override
    @OrNull
    public Gradients gradients() {
        return null;
    }

    @Override
    public State state() {
        NetworkState now = trainer.state(0);
        List<Integer> sizes = recording.network().sizes();
        int length = now.parameters().length;
        Map<String, Parameters> moments = new LinkedHashMap<>();
        List<String> letters =
                State.letters(recording.setup().training().optimizer().kind());
        for (int i = 0; i < letters.size(); i++) {
            float[] flat = Arrays.copyOfRange(now.moments(), i * length, (i + 1) * length);
            moments.put(letters.get(i), Parameters.of(sizes, flat));
        }
        return new State(now.parameters(sizes), moments);
    }

    @Override
    public void close() {
        if (trainer != null) {
            trainer.close();
        }
        trainer = null;
    }
}
