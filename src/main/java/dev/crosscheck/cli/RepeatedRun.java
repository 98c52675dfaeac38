package dev.crosscheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.files.Digest;
import dev.crosscheck.files.ProjectFolder;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.ProgramDigest;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.Folds;
import dev.crosscheck.tables.NetworkChoice;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.tables.TableTraining;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.History;
import dev.crosscheck.train.InitialWeights;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecordFile;
import dev.crosscheck.using.export.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a run again, as its record says, and compares it epoch by epoch and at the end. The record may come from anybody: of data only those are
 * read that the user names, or that have the recorded digests, and nothing is written into the run's folder.
 */
final class RepeatedRun {
    /** Members of an epoch's line that no two trainings share. */
    private static final List<String> TIMES = List.of("seconds", "imagesPerSecond", "rowsPerSecond");

    private final OutputOptions output;
    private final Path run;
    private final RunRecord record;
    private TrainingConfig config;
    private int from;
    private String difference;
    private boolean modelCompared;

    /**
     * The content of {@code --json}.
     *
     * @param run the folder
     * @param repeated whether all that was compared is the same
     * @param first the first epoch that was compared
     * @param last the last one
     * @param difference the first difference; null if there is none
     * @param conditions what the run was trained with, and what it was trained with again
     */
    record Answer(
            String run,
            boolean repeated,
            int first,
            int last,
            @Nullable String difference,
            List<Condition> conditions) {}

    /** Something that may explain a difference. */
    record Condition(String name, String recorded, String here) {
        boolean same() {
            return recorded.equals(here);
        }
    }

    /** Reads the record. @param run the folder */
    RepeatedRun(Path run, OutputOptions output) {
        this.run = run;
        this.output = output;
        KilledRun.look(run).ifPresent(output::note);
        Path file = run.resolve(RunFolder.RECORD);
        try {
            record = RunRecordFile.read(file);
        } catch (IOException e) {
            throw CrosscheckException.unreadable(file, e);
        }
        config = record.config();
    }

    /** @return number of epochs that the run has finished */
    int epochs() {
        return record.epochs().size();
    }

    /**
     * Trains again and compares.
     *
     * @param named the data; null for the recorded place
     * @param init the file of the first parameters, if the run did not draw them; or null
     * @param only the epoch to repeat; null for the whole run
     * @return the exit code
     * @throws CrosscheckException if the run cannot be repeated, before anything is trained
     */
    int repeat(@Nullable Path named, @Nullable Path init, @Nullable Integer only) {
        obstacle(init, only).ifPresent(reason -> {
            throw new CrosscheckException(
                    run + ": cannot be repeated: " + reason + ".", "Verify a run that was trained by hand on the CPU.");
        });
        DataSet data = data(named);
        List<Condition> conditions = conditions();
        output.print("Run: %s, begun %s", run, record.start());
        conditions.forEach(each -> output.print(
                "%s: %s%s", each.name(), each.recorded(), each.same() ? ", as here" : "; here " + each.here()));
        output.print("Network: %s", config.setup());
        compareFile();
        int last = only != null ? only : epochs();
        if (difference == null) {
            try (StopSignal stop = new StopSignal(output)) {
                repeat(data, start(init, only, data), last, only == null, stop);
                if (stop.getAsBoolean() && difference == null) {
                    output.print("Interrupted: there is no answer yet.");
                    return ExitCode.FAILURE;
                }
            }
        }
        return answer(new Answer(run.toString(), difference == null, from + 1, last, difference, conditions));
    }

    /** @return why this machine cannot do again what the run did */
    private Optional<String> obstacle(@Nullable Path init, @Nullable Integer only) {
        TrainingMethod method = config.method();
        TableRun table = TableRun.of(config);
        String reason = null;
        if (method.trainer() == TrainerChoice.DL4J_STOCK) {
            reason = "Deeplearning4j's own layers trained it, whose last digits depend on libraries and threads";
        } else if (method.trainer().inDl4j() && record.device().device() != Device.CPU) {
            reason = "ND4J trained it on a GPU, whose sums have no fixed order";
        } else if (TableRun.leavesChoice(config)) {
            reason = "it had not chosen a network yet";
        } else if (table != null
                && table.candidates() != null
                && config.training().stop().timeLimitSeconds() != null) {
            reason = "a time limit may have ended the training of its candidates anywhere";
        } else if (record.steps() == 0) {
            reason = "its record has no finished epoch";
        } else if (record.data().sha256().isEmpty()) {
            reason = "its record has no digests of the data";
        } else if (config.init() != null && init == null && only == null) {
            reason = "it began with the parameters of " + config.init() + ", which --init has to name";
        }
        return Optional.ofNullable(reason);
    }

    private DataSet data(@Nullable Path named) {
        String recorded = Provenance.folder(record.data().folder());
        if (named == null && recorded == null) {
            throw new CrosscheckException(
                    run + ": the record names no data on this machine.", "Name them with --data.");
        }
        Path data =
                named != null ? named : ProjectFolder.find(Path.of(recorded)).orElse(Path.of(recorded));
        output.requireApart(Stream.of(data));
        TrainingConfig read = config;
        if (config.ofImages()) {
            PictureSource usual =
                    new PictureSource(null, null, PictureOptions.USUAL.split().testShare(), false);
            read = config.with(draft -> draft.source = draft.source == null ? usual : draft.source);
        } else {
            TableRun.of(config).table().separateFiles().forEach(this::requireRecorded);
            if (named == null) {
                requireRecorded(data);
            }
        }
        DataSet found = TrainCommand.again(data, read, output);
        Checkpoint.requireSameFiles(record.data().sha256(), found.sha256());
        return found;
    }

    /** Refuses a file that only the record names, and that is not what it was, before it is read as a table. */
    private void requireRecorded(Path file) {
        boolean local = Provenance.folder(file.toString()) != null && Files.isRegularFile(file);
        if (!local || !record.data().sha256().containsValue(Digest.sha256(file))) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "the file with the recorded SHA-256",
                    local ? "another" : "none",
                    "Name the table with --data; separate files must be where they were.");
        }
    }

    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(new Condition("Code", String.join(", ", record.code()), ProgramDigest.current()));
        Environment environment = record.environment();
        if (environment != null) {
            conditions.add(new Condition("Java", environment.java(), Environment.javaText()));
        }
        if (config.method().trainer().inDl4j()) {
            Nd4jRuntime.startOnCpu();
            // With several hidden layers the last digits depend on it.
            conditions.add(new Condition(
                    "BLAS", environment.blas(), Environment.current(Device.CPU).blas()));
        }
        return conditions;
    }

    /** The file may have been altered since, which needs no training to be seen. */
    private void compareFile() {
        Path file = run.resolve(Model.FILE);
        if (record.modelSha256() == null) {
            output.print("The record has no model: status %s. Only the epochs are compared.", record.status());
        } else if (!Files.isRegularFile(file)) {
            output.print("%s is missing: the model is compared with its digest in the record.", Model.FILE);
        } else {
            differ(Model.FILE, "SHA-256", record.modelSha256(), Digest.sha256(file));
        }
    }

    /** @return from where to train again; a checkpoint that does not fit the record is a difference */
    private TrainingStart start(@Nullable Path init, @Nullable Integer only, DataSet data) {
        Optional<Checkpoint> before = only == null
                ? Optional.empty()
                : Checkpoints.kept(run, output::warn).stream()
                        .filter(kept -> kept.progress().epochs().size() < only)
                        .max(Comparator.comparingInt(kept -> kept.progress().steps()));
        if (before.isPresent()) {
            Checkpoint kept = before.get();
            from = kept.progress().epochs().size();
            output.print(
                    "Begins with the checkpoint after %d steps, in epoch %d.",
                    kept.progress().steps(), from + 1);
            differ(
                    "the checkpoint",
                    "setup",
                    unlimited(config).setup(),
                    unlimited(kept.progress().config()).setup());
            if (kept.progress().batch() == 0 && from > 0) {
                differ(
                        "the checkpoint after epoch " + from,
                        "parametersSha256",
                        record.epochs().get(from - 1).parametersSha256(),
                        Digest.sha256(kept.network().parameters()));
            }
            return new TrainingStart.Saved(kept);
        }
        if (only != null) {
            output.print("There is no checkpoint before epoch %d: begins with epoch 1.", only);
        }
        return config.init() == null
                ? new TrainingStart.Seed()
                : new TrainingStart.Weights(InitialWeights.open(init)
                        .of(
                                data.train().shape(),
                                data.train().outputs(),
                                config.network().hidden())
                        .parameters());
    }

    private static TrainingConfig unlimited(TrainingConfig of) {
        return of.with(draft -> {
            draft.epochs = 1;
            draft.stop = StopRules.NONE;
        });
    }

    private void repeat(DataSet data, TrainingStart begin, int last, boolean whole, BooleanSupplier stop) {
        if (difference != null) {
            return;
        }
        BooleanSupplier ends = () -> stop.getAsBoolean() || difference != null;
        TrainingStart start = begin;
        if (!(start instanceof TrainingStart.Saved)
                && TableRun.of(config) != null
                && TableRun.of(config).candidates() != null) {
            Optional<NetworkChoice.Chosen> chosen = choose(data, stop);
            if (chosen.isEmpty()) {
                return;
            }
            chosen.get().state().progress().epochs().stream().limit(last).forEach(this::compare);
            start = new TrainingStart.Saved(chosen.get().state());
        }
        Integer steps = whole ? record.steps() : null;
        int batches = Folds.orOne(Device.CPU, start, config, data).batches().count();
        if (steps != null && steps >= (epochs() + 1L) * batches) {
            differ("the record", "steps", steps, "fewer");
            return;
        }
        boolean cut = steps != null && steps > (long) epochs() * batches;
        TrainingConfig again = config.of(data.train()).with(draft -> {
            draft.method = new TrainingMethod(
                            config.method().trainer(),
                            config.method().kernels(),
                            Runtime.getRuntime().availableProcessors())
                    .resolve(Device.CPU, config.setup(), data.train(), Nd4jRuntime.BEST_THREADS);
            draft.epochs = cut ? last + 1 : last;
            draft.stop = StopRules.NONE;
        });
        if (start instanceof TrainingStart.Saved saved) {
            saved.checkpoint().requireFits(again, data);
            start = new TrainingStart.Saved(saved.checkpoint().with(again));
        }
        Trainee trainee = Folds.orOne(Device.CPU, start, again, data);
        // A checkpoint would be due where the run was cut off, so that no steps go beyond it.
        CheckpointSink sink = new CheckpointSink(
                cut ? new CheckpointInterval(steps, CheckpointInterval.Unit.STEPS) : null, checkpoint -> {});
        Training training = new Training(start, again, data, sink, trainee);
        long all = cut ? steps : (long) last * batches;
        TrainingOutcome outcome = training.run(
                comparison(training.history(), all),
                () -> ends.getAsBoolean() || cut && training.history().steps() >= steps);
        if (whole && !ends.getAsBoolean()) {
            compareEnd(outcome, trainee, data);
        }
    }

    /** @return what compares each epoch when it ends */
    private RunListener comparison(History history, long steps) {
        ProgressLine progress = new ProgressLine(output);
        return new RunListener() {
            @Override
            public void step(StepMetrics step) {
                progress.at("Trained again, step", history.steps(), steps);
            }

            @Override
            public void epoch(EpochMetrics epoch) {
                compare(epoch);
            }
        };
    }

    private Optional<NetworkChoice.Chosen> choose(DataSet data, BooleanSupplier stop) {
        TableRun table = TableRun.of(config);
        Candidates recorded = table.candidates();
        TrainingConfig open = config.with(draft -> draft.source = table.with(recorded.untrained()));
        Optional<NetworkChoice.Chosen> chosen = new NetworkChoice(
                        open, data, Device.CPU, CheckpointSink.NONE, stop, new ChoiceConsole(output), 0)
                .decide();
        if (chosen.isPresent()) {
            Candidates again = TableRun.of(chosen.get().config()).candidates();
            for (int i = 0; i < again.entries().size(); i++) {
                differ(
                        "candidate " + (i + 1),
                        "result",
                        recorded.entries().get(i),
                        again.entries().get(i));
            }
            differ(
                    "the choice",
                    "candidate",
                    recorded.verdict().chosen(),
                    again.verdict().chosen());
        }
        return chosen;
    }

    private void compare(EpochMetrics metrics) {
        RunRecord.Epoch recorded = record.epochs().get(metrics.epoch() - 1);
        ObjectNode then = (ObjectNode) Json.tree(recorded);
        JsonNode now = Json.tree(RunRecord.Epoch.of(metrics, !config.ofImages()));
        String digest = "parametersSha256";
        String epoch = "epoch " + metrics.epoch();
        differ(epoch, digest, recorded.parametersSha256(), metrics.parametersSha256());
        then.remove(TIMES);
        then.fieldNames().forEachRemaining(name -> differ(epoch, name, then.get(name), now.path(name)));
    }

    private void compareEnd(TrainingOutcome outcome, Trainee trainee, DataSet data) {
        StopReason stop = record.stop();
        if (stop == StopReason.EPOCHS || stop == StopReason.PATIENCE) {
            differ("the end", "reason", stop, Training.endAfter(config, outcome.epochs()));
        }
        differ("the end", "best epoch", record.bestEpoch(), outcome.bestEpoch());
        differ("the end", "number of epochs", epochs(), outcome.epochs().size());
        if (record.modelSha256() == null) {
            return;
        }
        modelCompared = true;
        differ(
                "the model",
                "parametersSha256",
                record.parametersSha256(),
                outcome.model().parametersSha256());
        Model model = data instanceof TableData table
                ? TableTraining.judged(config, outcome, trainee, table).model()
                : outcome.model();
        String program = record.environment() == null
                ? null
                : "Crosscheck " + record.environment().crosscheck();
        differ(
                "the model's file",
                "SHA-256",
                record.modelSha256(),
                model.by(program).sha256());
    }

    /** Keeps the first difference. */
    private void differ(String where, String what, Object recorded, Object found) {
        if (difference == null && !Objects.equals(recorded, found)) {
            difference = where + ": " + what + " " + recorded + " recorded, " + found + " found";
        }
    }

    private int answer(Answer answer) {
        output.writeJson(answer);
        if (answer.repeated()) {
            output.print(
                    "Yes: trained again here, %s the same to the last bit%s.",
                    answer.last() == 0
                            ? "the steps of its first epoch are"
                            : "epochs " + answer.first() + " to " + answer.last() + " are",
                    modelCompared ? ", and so is the model" : "");
            return ExitCode.OK;
        }
        output.print("No: %s.", answer.difference());
        List<String> others = answer.conditions().stream()
                .filter(each -> !each.same())
                .map(each -> each.name() + " (" + each.recorded() + "; here " + each.here() + ")")
                .toList();
        output.print(
                "Known about why: %s. The data are the recorded ones.",
                others.isEmpty() ? "nothing; code and Java are the same" : "other " + String.join(", other ", others));
        return ExitCode.DISAGREEMENT;
    }
}
