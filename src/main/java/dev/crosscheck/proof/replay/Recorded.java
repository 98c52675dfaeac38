package dev.crosscheck.proof.replay;

/** A run recorded by another program, as {@link RecordingReader} reads and validates it. */
public sealed interface Recorded permits PerceptronRecording, Recording {

    /** @return the name of the recording in messages */
    String label();

    /** @return what was trained, for reports */
    String title();

    /** @return the number of steps */
    int steps();
}
