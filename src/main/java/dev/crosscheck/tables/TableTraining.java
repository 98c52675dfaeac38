package dev.crosscheck.tables;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.History;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Training on a table: chooses a network if that is left open, trains it, decides how it answers, finds out which columns it needs, and
 * compares it with guessing on the test rows.
 *
 * @param config of the run, with the trainer resolved
 * @param device on which ND4J was started, if Deeplearning4j trains
 * @param sink receives its checkpoints
 * @param before seconds that the run took until now
 */
public record TableTraining(
        TrainingConfig config,
        TableData rows,
        Device device,
        TrainingStart start,
        CheckpointSink sink,
        Listener listener,
        double before) {

    /** What happens, in this order. */
    public interface Listener extends NetworkChoice.Listener {
        /**
         * A network is about to be trained: the largest of the candidates if there are some, then the chosen one, whose training is continued.
         *
         * @return whether to go on
         */
        default boolean mayTrain(TrainingConfig network) {
            return true;
        }

        /**
         * @param network the configuration with the chosen network
         * @param history what is recorded of its training; grows
         * @return watches the training
         */
        default RunListener begin(TrainingConfig network, History history) {
            return new RunListener() {};
        }

        /** The network is trained, and its answers are decided; the test rows have not been looked at. */
        default void trained(TrainingOutcome outcome, Decider.Decided judged) {}
    }

    /**
     * Trains on the CPU, with the parameters that the command {@code train} gets.
     *
     * @throws dev.crosscheck.CrosscheckException if the file is no table, nothing can be learnt from it, or the wishes do not go with it
     */
    public static TableResult train(Path file, TableWishes wishes, Listener listener) {
        TablePlan plan = TablePlan.of(TableProblem.read(file, wishes), wishes);
        TrainingConfig config = plan.config()
                .of(plan.rows().train())
                .with(draft -> draft.method = wishes.method()
                        .resolve(Device.CPU, plan.config().setup(), plan.rows().train(), 1));
        return new TableTraining(
                        config, plan.rows(), Device.CPU, new TrainingStart.Seed(), CheckpointSink.NONE, listener, 0)
                .train(() -> false)
                .orElseThrow();
    }

    /**
     * @return what came of it; empty if the listener refused a network, or training ended before one was chosen
     */
    public Optional<TableResult> train(BooleanSupplier stop) {
        if (!listener.mayTrain(config)) {
            return Optional.empty();
        }
        TrainingConfig network = config;
        TrainingStart from = start;
        Model linear = null;
        if (TableRun.leavesChoice(config)) {
            Optional<NetworkChoice.Chosen> chosen =
                    new NetworkChoice(config, rows, device, sink, stop, listener, before).decide();
            if (chosen.isEmpty() || !listener.mayTrain(chosen.get().config())) {
                return Optional.empty();
            }
            network = chosen.get().config();
            from = new TrainingStart.Saved(chosen.get().state());
            linear = chosen.get().linear();
        }
        Trainee trainee = Folds.orOne(device.nd4j(), from, network, rows);
        Training training = new Training(from, network, rows, sink, trainee);
        TrainingOutcome outcome = training.run(listener.begin(network, training.history()), stop);
        Decider.Decided judged = judged(network, outcome, trainee, rows);
        listener.trained(outcome, judged);
        return Optional.of(TableResult.of(network, rows, outcome, judged, linear));
    }

    /** @return the trained network with the decision that the run's configuration asks for, and the importance of columns */
    public static Decider.Decided judged(
            TrainingConfig config, TrainingOutcome outcome, Trainee trainee, TableData table) {
        int held = config.training().folds() > 0 ? 0 : config.training().validation();
        Decider.Decided decided = Decider.of(
                outcome.model(), table, TableRun.ofTable(config).decision(), HeldOut.judged(trainee, outcome));
        Importance importance = PermutationImportance.of(
                        decided.model(), table, held, config.training().seed())
                .orElse(null);
        TablePreparation prepared = TablePreparation.of(decided.model().preparation());
        return new Decider.Decided(decided.model().with(prepared.with(importance)), decided.words());
    }
}
