package dev.crosscheck.proof.replay;

/** A run recorded elsewhere, read and checked: {@link RecordingReader}. */
public sealed interface Recorded permits PerceptronRecording, Recording {

    /** @return what messages call it */
    String label();

    /** @return what was trained, for people */
    String title();

    /** @return number of steps */
    int steps();
}
