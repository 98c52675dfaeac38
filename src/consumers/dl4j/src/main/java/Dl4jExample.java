import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains for an epoch by the default trainer, DL4J, and hands the network over to it. */
public final class Dl4jExample {
    public static void main(String... args) {
        Nd4jRuntime.startOnCpu();
        ImageData data = ImageData.read(Path.of(args[0]));
        TrainingConfig config =
                TrainingConfig.of(Setup.parse("784-256-10 relu cross-entropy adam lr:0.001 batch:64 epochs:1 seed:1"));

        Model model = new Training(Device.CPU, config, data)
                .run(new RunListener() {}, () -> false)
                .model();
        MultiLayerNetwork network = Dl4jModel.network(model);
        System.out.println(network.numParams() + " parameters, " + model.parametersSha256());
    }
}
