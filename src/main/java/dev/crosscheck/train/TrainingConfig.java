package dev.crosscheck.train;

import dev.crosscheck.data.DataSource;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.Variation;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a run: the descriptions of its network and training, and their origin and that of the data. {@link #of} returns the
 * common one, and {@link #with} a changed copy:
 *
 * <pre>{@code
 * TrainingConfig.of(Setup.parse("784-256-10 relu cross-entropy adam batch:64")).with(draft -> {
 *     draft.validation = 5_000;
 *     draft.stop = new StopRules(3, null);
 * });
 * }</pre>
 *
 * @param setup the network, whose inputs and outputs are set once the data are read, and how it is trained
 * @param init the file of the initial parameters; null to draw them from the seed by the network's initialization
 * @param method trainer, kernels and threads
 * @param source how the data were made from files; null if the library was given them, and for IDX files
 */
public record TrainingConfig(
        Setup setup,
        @Nullable String init,
        TrainingMethod method,
        @Nullable DataSource source) {

    public TrainingConfig {
        setup.network().requireTrainable();
        if (init != null) {
            RunIdentity.checkPath("init", init);
        }
    }

    /** The mutable form of a configuration, used to create or change one. */
    public static final class Draft {
        public NetworkSpec network;
        public OptimizerSpec optimizer;
        public ClassWeights classWeights;
        public RateSchedule schedule;
        public int batch;
        public int epochs;
        public int validation;
        public int folds;
        public StopRules stop;
        public Variation variation;
        public long seed;
        public String init;
        public TrainingMethod method;
        public DataSource source;

        private Draft(TrainingConfig from) {
            network = from.network();
            optimizer = from.training().optimizer();
            classWeights = from.training().classWeights();
            schedule = from.training().schedule();
            batch = from.training().batch();
            epochs = from.training().epochs();
            validation = from.training().validation();
            folds = from.training().folds();
            stop = from.training().stop();
            variation = from.training().variation();
            seed = from.training().seed();
            init = from.init;
            method = from.method;
            source = from.source;
        }

        private TrainingConfig config() {
            TrainingSpec training = new TrainingSpec(
                    optimizer, classWeights, schedule, batch, epochs, validation, folds, stop, variation, seed);
            return new TrainingConfig(new Setup(network, training), init, method, source);
        }
    }

    /** @return the common configuration: images, random initial parameters, the default trainer */
    public static TrainingConfig of(Setup setup) {
        return new TrainingConfig(setup, null, TrainingMethod.byDefault(), null);
    }

    /**
     * @param change changes settings of the draft
     * @return the changed configuration
     * @throws dev.crosscheck.CrosscheckException if the settings do not go together
     */
    public TrainingConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** @return the same with the examples' numbers of inputs and outputs */
    public TrainingConfig of(Examples examples) {
        return with(draft -> draft.network = draft.network.of(examples.shape(), examples.outputs()));
    }

    /** @return the same data and method for another network */
    public TrainingConfig withSetup(Setup other) {
        return new TrainingConfig(other, init, method, source);
    }

    public boolean ofImages() {
        return source == null || source.ofImages();
    }

    public NetworkSpec network() {
        return setup.network();
    }

    public TrainingSpec training() {
        return setup.training();
    }

    /** @return the initial learning rate η */
    public double learningRate() {
        return training().optimizer().learningRate();
    }
}
