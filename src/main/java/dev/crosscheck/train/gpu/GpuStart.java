package dev.crosscheck.train.gpu;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.ByHandTrainer;
import dev.crosscheck.train.OneNetwork;
import dev.crosscheck.train.Progress;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;

/**
 * A run's network on a GPU that has passed a self-check: the run's first steps were done on GPU and CPU from the same parameters, and the
 * results were equal bit for bit. The check is needed because a faulty launch can leave memory unwritten without any error.
 *
 * @param network which is trained
 * @param batches of the examples to train on, which the GPU has
 * @param trainer of the network on the GPU; closing it releases the GPU's memory
 */
public record GpuStart(OneNetwork network, Batches batches, Trainer trainer) implements Trainee {
    /** Number of steps that are compared; more than one, since Adam's moments are still 0 in the first. */
    public static final int STEPS = 3;

    /**
     * Copies the data to a GPU and compares the first steps.
     *
     * @param gpu the GPU; the caller closes it, after the training or a failure
     * @param network to train there
     * @throws GpuException if the GPU cannot be used for this run, with the reason
     */
    public static GpuStart of(Gpu gpu, OneNetwork network) {
        GpuLayout.obstacle(network.config().network().units(), network.train()).ifPresent(reason -> {
            throw new GpuException("CUDA by hand cannot train this: " + reason + ".", "Use --device cpu.");
        });
        NetworkState state = network.start();
        Batches batches = network.batches();
        Setup setup = TrainingMethod.known(network.config().setup(), network.train());
        GpuNetwork onGpu = new GpuNetwork(setup, state, batches, gpu);
        prove(new GpuProof(setup, state, batches), onGpu, network.config(), network.from());
        onGpu.restore(state);
        return new GpuStart(network, batches, new ByHandTrainer(onGpu));
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
        proof.difference(network, batches.shuffled(config.training().seed(), epoch), index, rates)
                .ifPresent(found -> {
                    throw new GpuException(
                            "The GPU computes other numbers than the CPU: " + found + ".",
                            "Use --device cpu; \"verify --device cuda\" shows more, and docs/internals/cuda.md how to report it.");
                });
    }

    @Override
    public Examples train() {
        return network.train();
    }

    @Override
    public Examples held() {
        return network.held();
    }

    @Override
    public NetworkState start() {
        return network.start();
    }

    @Override
    public Trainer trainer(NetworkState start, Batches same) {
        return trainer;
    }

    @Override
    public Model model(NetworkState state, Preparation preparation, Origin origin) {
        return network.model(state, preparation, origin);
    }
}
