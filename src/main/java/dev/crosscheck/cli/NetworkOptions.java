package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Wishes;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.train.Recipe;
import dev.crosscheck.train.TrainingConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is trained, and how. What is not given is null until the defaults, or a run to resume, are known. */
final class NetworkOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup(validate = false, heading = "%nThe network, and what changes it:%n")
    private FormOptions form = new FormOptions();

    @ArgGroup(validate = false, heading = "%nLearning rate:%n")
    private ScheduleOptions schedule = new ScheduleOptions();

    @ArgGroup(validate = false, heading = "%nWhen to stop, and which model to keep:%n")
    private StopOptions stop = new StopOptions();

    private Integer epochs;
    private Integer batch;
    private Double learningRate;

    @Option(
            names = "--recipe",
            paramLabel = "default|fast98",
            description =
                    "Settings for digits that go together; what is given besides wins. default: what holds without it."
                            + " fast98: 256 hidden units, 3 epochs, batch 64, a rate that falls from 0.003 along a cosine;"
                            + " on MNIST above 98 %% in the mean over seeds.")
    private Recipe recipe;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of initial parameters, order and validation images. Default: 1.")
    private Long seed;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Passes over the training set. Default: 10; of a small table as many as make 2,000 steps, up to 200.")
    void setEpochs(int value) {
        epochs = Checks.within(command, "--epochs", value, 1, TrainingSpec.MOST_EPOCHS);
    }

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images per step. Default: 64; for a table what the guide says.")
    void setBatch(int value) {
        batch = Checks.within(command, "--batch", value, 1, TrainingSpec.MOST_ROWS);
    }

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "The learning rate. Default: 0.001 with adam and adamw, 0.01 with momentum, 0.1 with sgd.")
    void setLearningRate(double value) {
        learningRate = Checks.positive(command, "--lr", value);
    }

    /** @return the seed */
    long seed() {
        return seed == null ? 1 : seed;
    }

    /** @return whose settings hold where none are given */
    Recipe recipe() {
        return recipe == null ? Recipe.DEFAULT : recipe;
    }

    /** @return what a user wants otherwise than the guide for tables */
    Wishes wishes() {
        return form.wishes(batch);
    }

    /** @return which network is asked for */
    FormOptions form() {
        return form;
    }

    /** @return what ends training, and what it is judged by */
    StopOptions stop() {
        return stop;
    }

    /** @return epochs that are asked for, or so many */
    int epochs(int usual) {
        return epochs == null ? usual : epochs;
    }

    /**
     * @param usual by the guide
     * @param held rows to validate on
     * @param source how the table became the data
     * @return what a new run is to do on a table
     */
    TrainingConfig ofTable(Setup usual, int held, TableSource source) {
        if (recipe != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--recipe " + recipe.label() + " is for images: the network for a table is the guide's.");
        }
        return config(usual, RateSchedule.Kind.CONSTANT, held).with(draft -> draft.table = source);
    }

    /** @return what a new run is to do on images */
    TrainingConfig config() {
        form.requireTellsClasses();
        return config(recipe().setup(), recipe().schedule(), stop.validation()).with(draft -> {
            draft.init = form.file() == null ? null : form.file().toString();
            draft.recipe = recipe;
        });
    }

    /**
     * @param usual what holds where nothing is given
     * @param usualSchedule likewise
     * @param held examples to validate on
     */
    private TrainingConfig config(Setup usual, RateSchedule.Kind usualSchedule, int held) {
        Setup setup = form.setup(usual, learningRate);
        int passes = epochs(usual.training().epochs());
        RateSchedule rates = schedule.of(passes, usualSchedule);
        StopRules rules = stop.rules(held, StopRules.NONE);
        return Checks.refusing(
                command,
                () -> TrainingConfig.of(setup).with(draft -> {
                    draft.batch = batch == null ? draft.batch : batch;
                    draft.epochs = passes;
                    draft.seed = seed();
                    draft.schedule = rates;
                    draft.validation = held;
                    draft.stop = rules;
                }));
    }

    /**
     * @param saved settings of the run to resume
     * @param done epochs that it has begun
     * @return its settings from now on
     */
    TrainingConfig resumed(TrainingConfig saved, int done) {
        Checks.unchanged(command, "--recipe", recipe, saved.recipe(), Recipe::label);
        Checks.unchanged(command, "--seed", seed, saved.training().seed());
        Checks.unchanged(command, "--batch", batch, saved.training().batch());
        Checks.unchanged(command, "--lr", learningRate, saved.learningRate());
        form.requireUnchanged(saved);
        schedule.requireUnchanged(saved.training().schedule());
        stop.requireUnchanged(
                saved.training().validation(),
                saved.table() != null && saved.table().validationFile() != null);
        if (epochs != null && epochs < done) {
            throw new ParameterException(
                    command.commandLine(), "--epochs " + epochs + ": the run to resume has begun epoch " + done + ".");
        }
        if (epochs != null
                && epochs != saved.training().epochs()
                && saved.training().schedule().kind() == RateSchedule.Kind.COSINE) {
            throw new ParameterException(
                    command.commandLine(),
                    "--epochs " + epochs + ": the cosine schedule of the run to resume ends with epoch "
                            + saved.training().epochs() + ", which cannot change.");
        }
        return saved.with(draft -> {
            draft.epochs = epochs(saved.training().epochs());
            draft.stop =
                    stop.rules(saved.training().validation(), saved.training().stop());
        });
    }
}
