package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.GpuLayout;
import dev.crosscheck.train.byhand.GpuNetwork;
import dev.crosscheck.train.byhand.GpuProof;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A run's network on a GPU that has passed a self-check: the run's first steps were done on GPU and CPU from the same parameters, and the
 * results were equal bit for bit. The check is needed because a faulty launch can leave memory unwritten without any error.
 */
public final class GpuStart {
    /** Number of steps that are compared; more than one, since Adam's moments are still 0 in the first. */
    public static final int STEPS = 3;

    private final Validation parts;
    private final Batches batches;
    private final Trainer trainer;

    private GpuStart(Validation parts, Batches batches, Trainer trainer) {
        this.parts = parts;
        this.batches = batches;
        this.trainer = trainer;
    }

    /**
     * Copies the data to a GPU and compares the first steps.
     *
     * @param gpu the GPU; the caller closes it, after the training
     * @param config the run's settings
     * @param start the run's start
     * @param data the run's data
     * @throws GpuException if the GPU cannot be used for this run, with the reason
     */
    public static GpuStart of(Gpu gpu, TrainingConfig config, TrainingStart start, DataSet data) {
        return of(gpu, config, start, Validation.of(data, config.training()));
    }

    /** Starts a new run on all of some examples. */
    public static GpuStart of(Gpu gpu, TrainingConfig config, Examples examples) {
        return of(gpu, config, new TrainingStart.Seed(), new Validation(examples, null));
    }

    private static GpuStart of(Gpu gpu, TrainingConfig config, TrainingStart start, Validation parts) {
        Examples train = parts.train();
        List<Integer> hidden = config.network().units();
        GpuLayout.obstacle(hidden, train).ifPresent(reason -> {
            throw unfit(reason);
        });
        NetworkState state = start.state(config, train);
        Batches batches = new Batches(train, config.training().batch());
        Setup setup = TrainingMethod.known(config.setup(), train);
        GpuNetwork network = new GpuNetwork(setup, state, batches, gpu);
        try {
            prove(new GpuProof(setup, state, batches), network, config, start);
            network.restore(state);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
        return new GpuStart(parts, batches, new ByHandTrainer(network, setup.network()));
    }

    private static void prove(GpuProof proof, GpuNetwork network, TrainingConfig config, TrainingStart start) {
        Batches batches = proof.batches();
        int epoch = 1;
        int index = 0;
        int done = 0;
        if (start instanceof TrainingStart.Saved saved) {
            Progress progress = saved.checkpoint().progress();
            boolean ended = progress.batch() == batches.count();
            epoch = ended ? progress.epoch() + 1 : progress.epoch();
            index = ended ? 0 : progress.batch();
            done = progress.steps();
        }
        RateSchedule.Rate schedule = config.training().schedule().of(config.learningRate(), batches.count());
        double[] rates = new double[Math.min(STEPS, batches.count() - index)];
        int firstStep = done;
        int inEpoch = epoch - 1;
        Arrays.setAll(rates, i -> schedule.valueAt(firstStep + i, inEpoch));
        Optional<String> difference;
        try {
            difference =
                    proof.difference(network, batches.shuffled(config.training().seed(), epoch), index, rates);
        } catch (GpuException e) {
            throw e;
        } catch (CrosscheckException e) {
            throw unfit("its self-check cannot be made: " + e.getMessage());
        }
        difference.ifPresent(found -> {
            throw new GpuException(
                    "The GPU computes other numbers than the CPU: " + found + ".",
                    "Use --device cpu; \"verify --device cuda\" shows more, and docs/internals/cuda.md how to report it.");
        });
    }

    private static GpuException unfit(String reason) {
        return new GpuException("CUDA by hand cannot train this: " + reason + ".", "Use --device cpu.");
    }

    /** @return the examples to train on and to validate on */
    Validation parts() {
        return parts;
    }

    /** @return batches of the examples to train on, which the network has */
    Batches batches() {
        return batches;
    }

    /** @return the network's trainer; closing it releases the GPU's memory */
    public Trainer trainer() {
        return trainer;
    }
}
