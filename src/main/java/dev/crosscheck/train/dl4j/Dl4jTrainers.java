package dev.crosscheck.train.dl4j;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainerProvider;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;
import java.util.Optional;

/** The trainers in DL4J: for digits on the CPU with layers that call the engine's kernels, else with its own. */
public final class Dl4jTrainers implements TrainerProvider {
    @Override
    public Optional<String> obstacle(Setup setup, boolean engine) {
        NetworkSpec network = setup.network();
        String reason = null;
        if (network.loss() == Loss.HUBER) {
            reason = "it has no Huber loss";
        } else if (network.loss() == Loss.BINARY_CROSS_ENTROPY) {
            reason = "its binary cross-entropy clips probabilities, so that very wrong rows have no gradient";
        } else if (setup.training().optimizer().kind() == OptimizerSpec.Kind.MOMENTUM) {
            reason = "its momentum is Nesterov's";
        } else if (setup.training().optimizer().epsilon() == Epsilon.ON_CORRECTED
                && !(engine && setup.hasEngineLayers())) {
            reason = "its Adam adds epsilon to the raw root";
        } else if (!setup.training().variation().isNone()) {
            reason = "it has no " + setup.training().variation().words() + " of pictures";
        } else if (network.dropout() > 0) {
            reason = "its dropout depends on a random state that cannot be saved";
        } else {
            for (int k = 1; k <= network.hidden().size(); k++) {
                if (List.of(Elementwise.GELU, Elementwise.SOFTPLUS).contains(network.activation(k))) {
                    reason = "its " + network.activation(k).label() + " is not a number for large inputs";
                }
            }
        }
        return Optional.ofNullable(reason);
    }

    @Override
    public Trainer trainer(TrainingMethod method, Device device, Setup setup, NetworkState start, Batches batches) {
        try {
            DenseNetwork plan = new DenseNetwork(setup);
            if (method.trainer() == TrainerChoice.DL4J && device == Device.CPU) {
                // Raw pixels, if dark ones are skipped.
                Normalisation pixels = batches.examples() instanceof ImageSet images
                                && method.kernels().input(setup.network(), images) == InputForm.LIT
                        ? images.form().normalisation()
                        : null;
                return new Dl4jTrainer(plan, device, plan.callingEngine(start, pixels), batches, method.threads());
            }
            return new Dl4jTrainer(plan, device, plan.of(start), batches, 1);
        } catch (NoClassDefFoundError e) {
            throw Nd4jRuntime.missing("DL4J is to train this network", e);
        }
    }
}
