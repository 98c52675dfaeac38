package dev.crosscheck.train.dl4j;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainerProvider;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Optional;

/** The trainers in DL4J: for digits on the CPU with layers that call the engine's kernels, else with its own. */
public final class Dl4jTrainers implements TrainerProvider {
    @Override
    public Optional<String> obstacle(Setup setup, boolean engine) {
        return DenseNetwork.obstacle(setup, engine);
    }

    @Override
    public Trainer trainer(TrainingMethod method, Device device, Setup setup, NetworkState start, Batches batches) {
        DenseNetwork plan = new DenseNetwork(setup);
        if (method.trainer() == TrainerChoice.DL4J && device == Device.CPU) {
            // Raw pixels, if dark ones are skipped.
            Normalisation pixels = batches.examples() instanceof ImageSet images
                            && method.kernels().input(images) == InputForm.LIT
                    ? images.form().normalisation()
                    : null;
            return new Dl4jTrainer(plan, device, plan.callingEngine(start, pixels), batches, method.threads());
        }
        return new Dl4jTrainer(plan, device, plan.of(start), batches, 1);
    }
}
