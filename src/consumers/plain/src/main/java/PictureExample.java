import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.picture.PictureFolder;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.using.predict.ImageClassifier;
import java.nio.file.Path;

/** Trains on a folder of pictures, and says what a picture shows. */
public final class PictureExample {
    public static void main(String... args) {
        ImageData data = PictureFolder.read(Path.of(args[0]), PictureOptions.USUAL);
        String sizes = data.train().features() + "-64-" + data.classes().size();
        TrainingConfig config = TrainingConfig.of(
                        Setup.parse(sizes + " relu cross-entropy adam lr:0.001 batch:16 epochs:20 seed:1"))
                .with(draft -> draft.method = TrainingMethod.byHand(KernelChoice.AUTO));

        Model model = new Training(Device.CPU, config, data)
                .run(new RunListener() {}, () -> false)
                .model();
        ImageClassifier.of(model)
                .classify(PictureFile.read(Path.of(args[1])))
                .ifPresent(answer -> System.out.println(
                        data.classes().get(answer.label()) + ", probability " + answer.probability()));
    }
}
