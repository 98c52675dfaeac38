package dev.crosscheck.using.export;

import dev.crosscheck.BuildInfo;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.train.Evaluator;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes a model for Deeplearning4j, and runs what was written with it alone. */
final class Dl4jRun {
    private Dl4jRun() {}

    /** @return Deeplearning4j and its version */
    static String name() {
        return "Deeplearning4j " + BuildInfo.load().nd4jVersion();
    }

    /** @return why Deeplearning4j cannot have a model; empty if it can */
    static Optional<String> refusal(Model model) {
        return Dl4jModel.refusal(model);
    }

    /** Writes the file. */
    static void write(Subject subject, Path file) {
        Nd4jRuntime.startOnCpu();
        Dl4jModel.save(Dl4jModel.network(subject.model()), file);
    }

    /** @return the file's network without the output layer's activation, and as it is */
    private static List<MultiLayerNetwork> load(Path file) throws IOException {
        Nd4jRuntime.startOnCpu();
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        MultiLayerNetwork bare = network.clone();
        BaseLayer last = (BaseLayer) bare.getLayer(bare.getnLayers() - 1).conf().getLayer();
        last.setActivationFn(new ActivationIdentity());
        return List.of(bare, network);
    }

    /** @return what the file makes of images */
    static Outputs outputs(Path file, ImageSet images) throws IOException {
        List<MultiLayerNetwork> networks = load(file);
        return new Outputs(
                Matrix.widened(images.size(), Evaluator.probabilities(networks.get(0), Device.CPU, images)),
                Matrix.widened(images.size(), Evaluator.probabilities(networks.get(1), Device.CPU, images)));
    }

    /** @return what the file answers to rows, which the preprocessing of the model makes features of */
    static List<RowAnswer> answers(Path file, Subject subject, TestRows rows) throws IOException {
        List<MultiLayerNetwork> networks = load(file);
        return RowsByHand.answers(subject.model(), rows, (features, count) -> {
            INDArray x = Nd4j.create(features, new long[] {count, subject.inputs()}, 'c');
            return networks.stream()
                    .map(network ->
                            Matrix.widened(count, network.output(x).ravel().toFloatVector()))
                    .toList();
        });
    }
}
