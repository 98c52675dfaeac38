package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.train.dl4j.ModelFile;
import dev.crosscheck.train.dl4j.TrainedOn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Models of a made-up table, for tests, with every kind of column. */
final class TableModels {
    static final Target.OfClasses THREE = new Target.OfClasses("kind", false, List.of("a", "b", "c"));
    static final Target.OfClasses TWO = new Target.OfClasses("sick", true, List.of("0", "1"));
    static final Target NUMBER = new Target.OfNumber("mass", 4200.5, 800.25);

    static final List<Input> INPUTS = List.of(
            new Input.OfCategory("island", List.of("Biscoe", "Dream", "Torgersen"), false),
            new Input.OfNumber("bill", 44.5, 43.9, 5.3, true),
            new Input.OfNumber("year", 2008, 2008.25, 0.8125, false),
            new Input.OfCategory("sex", List.of("female", "male"), true),
            new Input.OfNumber("tail", -3, -2.5, 0.125, true));

    private TableModels() {}

    static Preprocessing preprocessing(Target target, boolean refuseMissing, List<Input> inputs) {
        return new Preprocessing(1, List.of("NA", "?"), refuseMissing, inputs, List.of(), target);
    }

    static Preprocessing preprocessing(Target target) {
        return preprocessing(target, false, INPUTS);
    }

    /** A network of these hidden layers for it, whose answers differ from row to row. */
    static Path save(Path folder, Preprocessing preprocessing, Activation activation, int... hidden)
            throws IOException {
        NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder().seed(7).list();
        int width = preprocessing.width();
        for (int units : hidden) {
            list.layer(new DenseLayer.Builder()
                    .nIn(width)
                    .nOut(units)
                    .biasInit(0.1)
                    .activation(activation)
                    .build());
            width = units;
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.layer(output(preprocessing.target(), width)).build());
        network.init();
        Path file = folder.resolve("model.zip");
        ModelFile.save(network, new TrainedOn(Map.of(), preprocessing, null), file);
        return file;
    }

    private static OutputLayer output(Target target, int width) {
        boolean number = target instanceof Target.OfNumber;
        boolean two = target == TWO;
        return new OutputLayer.Builder(number ? LossFunction.MSE : two ? LossFunction.XENT : LossFunction.MCXENT)
                .nIn(width)
                .nOut(number || two ? 1 : ((Target.OfClasses) target).labels().size())
                .biasInit(0.05)
                .activation(number ? Activation.IDENTITY : two ? Activation.SIGMOID : Activation.SOFTMAX)
                .build();
    }
}
