package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.proof.verify.TrainerCheck;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.FirstBatch;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingStart;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The check before {@code train}: its network on the first batch, and single steps of its trainer, against DL4J, SameDiff and central differences. */
class TrainingCheck {
    /** The file of the verdicts, named as for the course's commands. */
    private static final String FILE = "checks.json";

    private static final Logger LOG = LoggerFactory.getLogger(TrainingCheck.class);

    @Option(
            names = "--check",
            negatable = true,
            description =
                    "First check this network and its trainer on the first batch, against DL4J, SameDiff and central"
                            + " differences. Default: briefly, on data of your own.")
    private Boolean asked;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Makes the comparisons. */
    List<Findings> findings(Setup setup, FirstBatch batch, TrainingRun.Plan plan, Effort effort) {
        return List.of(
                NetworkCheck.findings(setup, batch.x(), batch.targets(), effort),
                TrainerCheck.findings(plan.config(), plan.start(), batch.examples(), effort));
    }

    /** Refuses a check that cannot be made, before anything takes long. */
    void requirePossible(Device device) {
        if (isAsked() && device.nd4j() != Device.CPU) {
            throw Checks.wrong(command, "--check compares on the CPU: add --device cpu, or leave --check out.");
        }
    }

    /** @return whether a new run on a table may be checked */
    boolean mayBeOfTable() {
        return asked == null || asked;
    }

    private boolean isAsked() {
        return asked != null && asked;
    }

    /**
     * Checks fully with {@code --check}, and briefly without the option if the data are the user's own; prints the result.
     *
     * @param nd4j starts ND4J, if it has not been started
     * @return the reason not to train, if anything disagrees
     */
    Optional<CrosscheckException> run(OutputOptions output, TrainingRun.Plan plan, Runnable nd4j) {
        if (isAsked()) {
            return check(output, plan, Effort.FULL, nd4j);
        }
        if (asked != null || !isNewAndOwn(plan)) {
            return Optional.empty();
        }
        String obstacle = obstacle(plan);
        if (obstacle != null) {
            output.print("Not checked: %s.", obstacle);
            return Optional.empty();
        }
        return check(output, plan, Effort.BRIEF, nd4j);
    }

    private static String obstacle(TrainingRun.Plan plan) {
        if (plan.choice().device().nd4j() != Device.CPU) {
            return "the comparisons are made on the CPU";
        }
        if (Nd4jRuntime.natives().isEmpty()) {
            return "the comparisons need ND4J's natives, which this build lacks";
        }
        return Effort.BRIEF
                .tooLarge(
                        plan.config().network(),
                        "a network of %s takes too long for a brief check; --check does it up to %s")
                .orElse(null);
    }

    /** A run that is resumed was checked when it began. */
    private static boolean isNewAndOwn(TrainingRun.Plan plan) {
        boolean isMnist = plan.data() instanceof ImageData images && ImageData.isMnist(images.sha256());
        return !isMnist && !(plan.start() instanceof TrainingStart.Saved);
    }

    private Optional<CrosscheckException> check(
            OutputOptions output, TrainingRun.Plan plan, Effort effort, Runnable nd4j) {
        nd4j.run();
        FirstBatch batch = FirstBatch.of(
                plan.config(),
                plan.trainee().train(),
                effort.rows(plan.config().network().layers()));
        Setup setup;
        List<Findings> findings;
        try {
            setup = setup(plan.config(), batch);
            findings = findings(setup, batch, plan, effort);
        } catch (CrosscheckException e) {
            if (isAsked()) {
                throw e;
            }
            output.print("Not checked: %s.", e.getMessage());
            return Optional.empty();
        }
        List<Verdict> verdicts =
                findings.stream().flatMap(result -> result.verdicts().stream()).toList();
        verdicts.forEach(verdict -> LOG.info("{}", verdict.line()));
        Json.write(plan.folder().path().resolve(FILE), verdicts);
        findings.stream()
                .filter(result -> effort == Effort.FULL || !result.passed())
                .forEach(result -> {
                    output.print("");
                    VerdictTable.print(output, result);
                });
        long disagreeing =
                verdicts.stream().filter(verdict -> !verdict.passed()).count();
        output.print(
                "Checked: %d comparisons, of the mathematics and of this run's trainer, with DL4J, SameDiff and central"
                        + " differences on the first batch: %s.",
                verdicts.size(), disagreeing == 0 ? "everything agrees" : disagreeing + " disagree");
        return findings.stream()
                .filter(result -> !result.passed())
                .findFirst()
                .map(result -> disagreement(result, setup));
    }

    /** The settings that single steps of the run depend on, with the batch of the check and its class weights as numbers. */
    private static Setup setup(TrainingConfig config, FirstBatch batch) {
        TrainingSpec training = config.training();
        ClassWeights weights = ClassWeights.of(TrainerCheck.classWeights(training, batch.examples()));
        return new Setup(
                config.network(),
                new TrainingSpec(training.optimizer(), batch.x().rows(), TrainingSpec.EPOCHS, training.seed())
                        .with(weights));
    }

    private static CrosscheckException disagreement(Findings findings, Setup setup) {
        Verdict first = findings.tightest();
        return new CrosscheckException(
                "The check before training disagrees, most in " + first.quantity() + ": nothing was trained.",
                "See whether " + Invocation.command("verify", "--network", setup.toString())
                        + " does too; train --no-check trains all the same.");
    }
}
