package dev.crosscheck.proof.replay;

import dev.crosscheck.proof.compare.ProgressListener;
import java.util.Map;
import java.util.function.Supplier;

/** A run recorded elsewhere, read and checked: {@link RecordingReader}. */
public sealed interface Recording permits PerceptronRecording, BackpropRecording, DigitRecording {

    /** @return what every recording has */
    RecordedRun run();

    /** @return what was trained, for people: for instance {@code backpropagation 2-3-1} */
    String title();

    /**
     * @param steps how many steps are repeated
     * @param progress follows it, where it takes many steps
     * @return how closely they must match
     */
    ReplayTolerances tolerances(int steps, ProgressListener progress);

    /** @return the hand-written code, set to the recording's initial parameters */
    Player byHand();

    /** @return the float trainers of such a network by display name, set to the recording's initial parameters */
    default Map<String, Supplier<Player>> trainers() {
        return Map.of();
    }

    /** @return the DL4J twin, set to the recording's initial parameters; needs ND4J started on the CPU */
    Player twin();
}
