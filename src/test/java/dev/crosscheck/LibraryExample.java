package dev.crosscheck;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.Evaluator;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.dl4j.HandCopy;
import dev.crosscheck.using.predict.ImageClassifier;
import java.nio.file.Path;

/** Trains for an epoch, tests, and recognises a digit. */
public final class LibraryExample {
    public static void main(String... args) {
        Nd4jRuntime.startOnCpu();
        ImageData data = ImageData.read(Path.of("data", "mnist"));
        // seed, epochs, batch, learning rate, network
        TrainingConfig config = TrainingConfig.of(1, 1, 64, 0.001, NetworkForm.digits(128))
                .with(draft -> draft.method = TrainingMethod.byHand(Kernels.AUTO));

        TrainingOutcome outcome = new Training(Device.CPU, config, data).run(new RunListener() {}, () -> false);
        double accuracy =
                Evaluator.evaluate(outcome.network(), Device.CPU, data.test()).accuracyPercent();
        System.out.println("accuracy " + accuracy + " %");

        HandCopy trained = HandCopy.of(outcome.network());
        ImageClassifier classifier = new ImageClassifier(trained.network(), trained.parameters(), data.form());
        int digit = classifier.classify(data.test().pixels(0)).label();
        System.out.println("the first test image is a " + digit);
    }
}
