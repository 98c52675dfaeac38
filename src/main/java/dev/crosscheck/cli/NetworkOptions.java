package dev.crosscheck.cli;

import dev.crosscheck.train.RateSchedule;
import dev.crosscheck.train.StopRules;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The digit network and how it is trained. What is not given is null until the defaults, or a run to resume, are known. */
final class NetworkOptions {
    private static final int HIDDEN = 256;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private Integer epochs;
    private Integer batch;
    private Double learningRate;
    private Integer hidden;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of initial parameters, order and validation images. Default: 1.")
    private Long seed;

    @Option(
            names = "--init",
            paramLabel = "FILE.npz",
            description =
                    "Start from the arrays of this file instead of the seed: fc1.weight (hidden, inputs), fc1.bias,"
                            + " fc2.weight, fc2.bias, as PyTorch has them.")
    private Path init;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set. Default: 10.")
    void setEpochs(int value) {
        epochs = Checks.within(command, "--epochs", value, 1, 100_000);
    }

    @Option(names = "--batch", paramLabel = "N", description = "Images per step. Default: 64.")
    void setBatch(int value) {
        batch = Checks.within(command, "--batch", value, 1, 60_000);
    }

    @Option(names = "--lr", paramLabel = "RATE", description = "Adam's learning rate. Default: 0.001.")
    void setLearningRate(double value) {
        learningRate = Checks.positive(command, "--lr", value);
    }

    @Option(
            names = "--hidden",
            paramLabel = "N",
            converter = HiddenUnits.class,
            description = "Units of the one hidden layer. Default: 256, or those of --init.")
    void setHidden(int value) {
        hidden = Checks.within(command, "--hidden", value, 1, 65_536);
    }

    /** Says to whoever asks for several layers that there is one. */
    static final class HiddenUnits implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return Conversions.read(value, Integer::valueOf, "one whole number, at least 1 (one hidden layer)");
        }
    }

    /** @return the file to start from, or null */
    Path init() {
        return init;
    }

    /** @return the settings of a new run */
    TrainingConfig config(ScheduleOptions schedule, StopOptions stop) {
        int passes = epochs == null ? 10 : epochs;
        RateSchedule rates = schedule.of(command, passes);
        int held = stop.validation(command);
        return new TrainingConfig(
                seed == null ? 1 : seed,
                passes,
                batch == null ? 64 : batch,
                learningRate == null ? 0.001 : learningRate,
                hidden == null ? HIDDEN : hidden,
                init == null ? null : init.toString(),
                rates,
                held,
                stop.rules(command, held, StopRules.NONE),
                TrainingMethod.byDefault());
    }

    /** @return the configuration with the hidden units of the file that the run starts from */
    TrainingConfig withHidden(TrainingConfig config, int found) {
        if (hidden != null && hidden != found) {
            throw new ParameterException(
                    command.commandLine(), "--hidden " + hidden + ": " + init + " has " + found + " hidden units.");
        }
        return config.withHidden(found);
    }

    /**
     * @param saved settings of the run to resume
     * @param done epochs that it has begun
     * @return its settings from now on
     */
    TrainingConfig resumed(TrainingConfig saved, int done, ScheduleOptions schedule, StopOptions stop) {
        Checks.unchanged(command, "--seed", seed, saved.seed());
        Checks.unchanged(command, "--batch", batch, saved.batchSize());
        Checks.unchanged(command, "--lr", learningRate, saved.learningRate());
        Checks.unchanged(command, "--hidden", hidden, saved.hidden());
        Checks.unchanged(command, "--init", init == null ? null : init.toString(), saved.init());
        schedule.requireUnchanged(command, saved.schedule());
        stop.requireUnchanged(command, saved.validation());
        if (epochs != null && epochs < done) {
            throw new ParameterException(
                    command.commandLine(), "--epochs " + epochs + ": the run to resume has begun epoch " + done + ".");
        }
        if (epochs != null && epochs != saved.epochs() && saved.schedule().kind() == RateSchedule.Kind.COSINE) {
            throw new ParameterException(
                    command.commandLine(),
                    "--epochs " + epochs + ": the cosine schedule of the run to resume ends with epoch "
                            + saved.epochs() + ", which cannot change.");
        }
        return saved.withLimits(
                epochs == null ? saved.epochs() : epochs, stop.rules(command, saved.validation(), saved.stop()));
    }
}
