package dev.crosscheck.replay;

import dev.crosscheck.compare.Tolerance;

/** A run recorded elsewhere, read and checked: {@link RecordingReader}. */
public sealed interface Recording permits PerceptronRecording, BackpropRecording, DigitRecording {

    /** @return what every recording has */
    RecordedRun run();

    /** @return what was trained, for people: for instance {@code backpropagation 2-3-1} */
    String title();

    /** @return how far a judged step's loss may be off */
    Tolerance lossTolerance();

    /** @return how many steps, from the first, have their loss judged; those of later steps are only reported */
    int judgedSteps();

    /** @return how far a parameter may be off */
    Tolerance parameterTolerance();

    /** @return the hand-written code, at the recording's start */
    Player byHand();

    /** @return the DL4J twin, at the recording's start; needs ND4J started on the CPU */
    Player twin();
}
