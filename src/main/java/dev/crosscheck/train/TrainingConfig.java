package dev.crosscheck.train;

import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.NetworkForm;
import java.util.function.Consumer;

/**
 * The configuration of a training run. {@link #of} makes the usual one, and {@link #with} one that differs from another by the
 * components that it names:
 *
 * <pre>{@code
 * TrainingConfig.of(1, 10, 64, 0.001, NetworkForm.digits(256)).with(draft -> {
 *     draft.validation = 5_000;
 *     draft.stop = new StopRules(3, null, null);
 * });
 * }</pre>
 *
 * @param seed determines initial parameters, the order of every epoch and the validation images
 * @param epochs passes over the training set, at least 1
 * @param batchSize images per step, at least 1
 * @param learningRate the optimizer's η at the start, above 0
 * @param network what is trained, and by which optimizer
 * @param init the file of the initial parameters; null where the seed draws them as the network says
 * @param schedule how the learning rate changes
 * @param validation training images held out to validate on, from 0
 * @param stop what ends the run before its last epoch
 * @param method which trainer, with which kernels and threads
 * @param table how a table became the data; null for images
 * @param pictures how a folder of pictures became the data; null for a table, and if a program read the images itself
 * @param recipe that the settings are of, except for those that were given besides; null where none was named
 */
public record TrainingConfig(
        long seed,
        int epochs,
        int batchSize,
        double learningRate,
        NetworkForm network,
        String init,
        RateSchedule schedule,
        int validation,
        StopRules stop,
        TrainingMethod method,
        TableSource table,
        PictureSource pictures,
        Recipe recipe) {

    /** Checks that the optimizer's settings go with the learning rate. */
    public TrainingConfig {
        network.optimizer(learningRate);
    }

    /** The components while a configuration is made or changed. Those that {@link TrainingConfig#of} does not ask for begin as is usual. */
    public static final class Draft {
        public long seed;
        public int epochs;
        public int batchSize;
        public double learningRate;
        public NetworkForm network;
        public String init = null;
        public RateSchedule schedule = RateSchedule.CONSTANT;
        public int validation = 0;
        public StopRules stop = StopRules.NONE;
        public TrainingMethod method = TrainingMethod.byDefault();
        public TableSource table = null;
        public PictureSource pictures = null;
        public Recipe recipe = null;

        private Draft() {}

        private Draft(TrainingConfig from) {
            seed = from.seed;
            epochs = from.epochs;
            batchSize = from.batchSize;
            learningRate = from.learningRate;
            network = from.network;
            init = from.init;
            schedule = from.schedule;
            validation = from.validation;
            stop = from.stop;
            method = from.method;
            table = from.table;
            pictures = from.pictures;
            recipe = from.recipe;
        }

        private TrainingConfig config() {
            return new TrainingConfig(
                    seed,
                    epochs,
                    batchSize,
                    learningRate,
                    network,
                    init,
                    schedule,
                    validation,
                    stop,
                    method,
                    table,
                    pictures,
                    recipe);
        }
    }

    /** @return the usual: images, all epochs at one rate on all training images, with the default trainer */
    public static TrainingConfig of(long seed, int epochs, int batchSize, double learningRate, NetworkForm network) {
        Draft draft = new Draft();
        draft.seed = seed;
        draft.epochs = epochs;
        draft.batchSize = batchSize;
        draft.learningRate = learningRate;
        draft.network = network;
        return draft.config();
    }

    /**
     * @param change sets what is to be otherwise
     * @return the same but for that
     * @throws dev.crosscheck.CrosscheckException if the optimizer's settings do not go with the learning rate
     */
    public TrainingConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }
}
