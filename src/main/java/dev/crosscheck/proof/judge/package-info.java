/**
 * Judges training runs of other people's programs: a program that is run here, in any language, or a run that was recorded.
 *
 * <p>A {@link dev.crosscheck.proof.judge.Recording} is read from text or from an archive. {@link dev.crosscheck.proof.judge.Match} repeats it step by step, from
 * each recorded state, with the right {@link dev.crosscheck.proof.judge.ReferenceTraining} or with one of the {@link dev.crosscheck.proof.judge.Slip}s, and
 * {@link dev.crosscheck.proof.judge.Spread} measures what rounding explains. {@link dev.crosscheck.proof.judge.Judge} names slips; {@link
 * dev.crosscheck.proof.judge.Replay} also repeats a recorded run with the trainers and with the DL4J twin.
 */
package dev.crosscheck.proof.judge;
