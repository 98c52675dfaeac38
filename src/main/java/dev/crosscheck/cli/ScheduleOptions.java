package dev.crosscheck.cli;

import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.RateSchedule.Kind;
import dev.crosscheck.nn.TrainingSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the learning rate changes. */
final class ScheduleOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private static final double STEP_FACTOR = 0.1;
    private static final int PARTS = 3;

    @Option(
            names = "--schedule",
            paramLabel = "constant|step|cosine",
            description = "constant; step: multiplied by --decay every --decay-every epochs; cosine: falls along half a"
                    + " wave, step by step, to --decay times --lr at the end. Default: constant.")
    private Kind kind;

    @Option(names = "--decay", paramLabel = "FACTOR", description = "From 0 to 1. Default: 0.1 for step, 0 for cosine.")
    private Double decay;

    @Option(
            names = "--decay-every",
            paramLabel = "N",
            description = "Epochs, for step. Default: a third of --epochs, rounded up.")
    private Integer decayEvery;

    /**
     * @param epochs of the run
     * @param usual unless another is given
     * @return the run's schedule
     */
    RateSchedule of(int epochs, Kind usual) {
        Kind chosen = kind == null ? usual : kind;
        if (decay != null) {
            Checks.fine(command, "--decay", decay, decay >= 0 && decay <= 1, "a number from 0 to 1");
        }
        if (decayEvery != null) {
            Checks.within(command, "--decay-every", decayEvery, 1, TrainingSpec.MOST_EPOCHS);
        }
        if (decayEvery != null && chosen != Kind.STEP) {
            throw wrong("--decay-every needs --schedule step.");
        }
        if (chosen == Kind.CONSTANT) {
            if (decay != null) {
                throw wrong("--decay needs --schedule step or cosine.");
            }
            return RateSchedule.CONSTANT;
        }
        if (chosen == Kind.COSINE) {
            return new RateSchedule(chosen, decay == null ? 0 : decay, epochs);
        }
        int every = decayEvery == null ? (epochs + PARTS - 1) / PARTS : decayEvery;
        return new RateSchedule(chosen, decay == null ? STEP_FACTOR : decay, every);
    }

    /** Refuses what differs from the schedule of the run that is resumed. */
    void requireUnchanged(RateSchedule saved) {
        Checks.unchanged(command, "--schedule", kind, saved.kind(), Conversions::label);
        Checks.unchanged(command, "--decay", decay, saved.factor());
        Checks.unchanged(command, "--decay-every", decayEvery, saved.epochs());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
