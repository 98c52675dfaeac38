package dev.crosscheck.using.export;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes a model as a Deeplearning4j file, and runs the file with Deeplearning4j alone. */
final class Dl4jFile {
    private Dl4jFile() {}

    /** @return the name and version of Deeplearning4j */
    static String name() {
        return "Deeplearning4j " + BuildInfo.load().nd4jVersion();
    }

    /** Writes the file. */
    static void write(Model model, Path file) {
        Nd4jRuntime.startOnCpu();
        Dl4jModel.save(Dl4jModel.network(model), file);
    }

    /** @return the answers of the file; examples are prepared as by {@code predict} */
    static List<RawAnswer> answers(Path file, TestExamples examples) throws IOException {
        Nd4jRuntime.startOnCpu();
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        MultiLayerNetwork bare = network.clone();
        BaseLayer last = (BaseLayer) bare.getLayer(bare.getnLayers() - 1).conf().getLayer();
        last.setActivationFn(new ActivationIdentity());
        return examples.answers((features, count) -> {
            INDArray x = Nd4j.create(features, new long[] {count, examples.width()}, 'c');
            return List.of(outputs(bare, x), outputs(network, x));
        });
    }

    private static Matrix outputs(MultiLayerNetwork network, INDArray x) {
        return Matrix.widened(x.rows(), network.output(x).ravel().toFloatVector());
    }
}
