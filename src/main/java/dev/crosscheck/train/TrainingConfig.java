package dev.crosscheck.train;

import dev.crosscheck.OrNull;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.function.Consumer;

/**
 * The configuration of a run: the two records that describe its network and training, and where they and the data come from. {@link #of}
 * makes the usual one, and {@link #with} one that differs from another by what it names:
 *
 * <pre>{@code
 * TrainingConfig.of(Setup.parse("784-256-10 relu cross-entropy adam batch:64")).with(draft -> {
 *     draft.validation = 5_000;
 *     draft.stop = new StopRules(3, null, null);
 * });
 * }</pre>
 *
 * @param network what is trained, inputs and outputs once the data are read
 * @param training how
 * @param init the file of the initial parameters; null where the seed draws them as the network says
 * @param method which trainer, with which kernels and threads
 * @param table how a table became the data; null for images
 * @param pictures how a folder of pictures became the data; null for a table
 * @param recipe that the settings are of, except for those that were given besides; null where none was named
 */
public record TrainingConfig(
        NetworkSpec network,
        TrainingSpec training,
        @OrNull String init,
        TrainingMethod method,
        @OrNull TableSource table,
        @OrNull PictureSource pictures,
        @OrNull Recipe recipe) {

    /** Checks that all goes together. */
    public TrainingConfig {
        network.requireTrainable();
        new Setup(network, training);
        if (init != null) {
            RunIdentity.checkPath("init", init);
        }
    }

    /** What a configuration is made of, while it is made or changed. */
    public static final class Draft {
        public NetworkSpec network;
        public OptimizerSpec optimizer;
        public ClassWeights classWeights;
        public RateSchedule schedule;
        public int batch;
        public int epochs;
        public int validation;
        public StopRules stop;
        public long seed;
        public String init;
        public TrainingMethod method;
        public TableSource table;
        public PictureSource pictures;
        public Recipe recipe;

        private Draft(TrainingConfig from) {
            network = from.network;
            optimizer = from.training.optimizer();
            classWeights = from.training.classWeights();
            schedule = from.training.schedule();
            batch = from.training.batch();
            epochs = from.training.epochs();
            validation = from.training.validation();
            stop = from.training.stop();
            seed = from.training.seed();
            init = from.init;
            method = from.method;
            table = from.table;
            pictures = from.pictures;
            recipe = from.recipe;
        }

        private TrainingConfig config() {
            TrainingSpec training =
                    new TrainingSpec(optimizer, classWeights, schedule, batch, epochs, validation, stop, seed);
            return new TrainingConfig(network, training, init, method, table, pictures, recipe);
        }
    }

    /** @return the usual: images, from parameters that the seed draws, with the default trainer */
    public static TrainingConfig of(Setup setup) {
        return new TrainingConfig(
                setup.network(), setup.training(), null, TrainingMethod.byDefault(), null, null, null);
    }

    /**
     * @param change sets what is to be otherwise
     * @return the same but for that
     * @throws dev.crosscheck.CrosscheckException if it does not go together
     */
    public TrainingConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** @return the same with the inputs and outputs that the examples have */
    public TrainingConfig of(Examples examples) {
        return with(draft -> draft.network = draft.network.of(examples.features(), examples.outputs()));
    }

    /** @return network and training */
    public Setup setup() {
        return new Setup(network, training);
    }

    /** @return η at the start */
    public double learningRate() {
        return training.optimizer().learningRate();
    }
}
