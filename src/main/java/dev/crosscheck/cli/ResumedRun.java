package dev.crosscheck.cli;

import dev.crosscheck.data.DataSet;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.checkpoint.SavedRun;

/**
 * A run that continues from its newest checkpoint.
 *
 * @param checkpoints of its folder
 * @param saved the newest of them
 * @param config its settings as they are from now on
 * @param examples to train on
 * @param data the folder or file that these are from
 */
record ResumedRun(Checkpoints checkpoints, SavedRun saved, TrainingConfig config, DataSet examples, String data) {

    /**
     * Warns if the numbers may differ in their last digits, and saves changed settings.
     *
     * @param every how often a checkpoint is due; null for only the one at the end
     * @return what the run is about to do
     */
    TrainingRun.Plan plan(RunFolder folder, RunGpu gpu, CheckpointInterval every, OutputOptions output) {
        String arithmetic = config.method().arithmetic(gpu.choice().device(), examples.train());
        if (!arithmetic.equals(saved.run().arithmetic())) {
            output.caution("The run began with " + saved.run().arithmetic() + " and continues with " + arithmetic
                    + ": its numbers may differ in their last digits.");
        }
        saveChanges();
        RunIdentity identity = saved.run().resumedNow(data);
        CheckpointSink sink = new CheckpointSink(every, checkpoint -> checkpoints.save(identity, checkpoint));
        return new TrainingRun.Plan(
                folder,
                identity,
                config,
                new TrainingStart.Saved(saved.checkpoint()),
                examples,
                gpu.choice(),
                sink,
                gpu.start());
    }

    /** Saves the run's settings if they have changed: the process may be killed before its next checkpoint. */
    private void saveChanges() {
        Checkpoint from = saved.checkpoint();
        if (!config.equals(from.progress().config()) || !data.equals(saved.run().dataFolder())) {
            checkpoints.save(saved.run().withData(data), from.with(config));
        }
    }
}
