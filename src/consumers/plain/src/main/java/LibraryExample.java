import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.using.predict.ImageClassifier;
import java.nio.file.Path;

/** Trains for an epoch, tests, saves, and recognises a digit. */
public final class LibraryExample {
    public static void main(String... args) {
        ImageData data = ImageData.read(Path.of(args[0]));
        TrainingConfig config = TrainingConfig.of(
                        Setup.parse("784-256-10 relu cross-entropy adam lr:0.001 batch:64 epochs:1 seed:1"))
                .with(draft -> draft.method = TrainingMethod.byHand(KernelChoice.AUTO));

        Model model = new Training(Device.CPU, config, data)
                .run(new RunListener() {}, () -> false)
                .model();
        Evaluation test = Evaluation.of(model.answers(data.test()), data.test().labels());
        System.out.println("accuracy " + test.accuracyPercent() + " %, parameters " + model.parametersSha256());

        model.save(Path.of("digits.safetensors"));
        ImageClassifier saved = ImageClassifier.of(Model.load(Path.of("digits.safetensors")));
        System.out.println("the first test image is a "
                + saved.classify(data.test().pixels(0)).label());
    }
}
