package dev.crosscheck.model;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Models for tests, with parameters that are drawn, biases included. */
public final class DrawnModels {
    private DrawnModels() {}

    /** @return a model of MNIST's digits */
    public static Model ofDigits(NetworkSpec form) {
        return ofImages(form, ImageForm.MNIST);
    }

    /** @return a model of images of any form */
    public static Model ofImages(NetworkSpec spec, ImageForm form) {
        return of(
                spec,
                new Preparation.Images(
                        form.channels(),
                        form.rows(),
                        form.columns(),
                        form.normalisation().mean(),
                        form.normalisation().deviation(),
                        form.classes(),
                        null,
                        null,
                        form.handwriting()));
    }

    /** @return a model of MNIST's digits with these hidden layers */
    public static Model ofDigits(Elementwise activation, int... hidden) {
        return ofDigits(form(Loss.CATEGORICAL_CROSS_ENTROPY, activation, hidden));
    }

    /** @return a model of a table; of two classes it has one output */
    public static Model ofTable(Preprocessing preprocessing, Elementwise activation, int... hidden) {
        Loss loss = !(preprocessing.target() instanceof Target.OfClasses classes)
                ? Loss.MEAN_SQUARED_ERROR
                : classes.labels().size() == 2 ? Loss.BINARY_CROSS_ENTROPY : Loss.CATEGORICAL_CROSS_ENTROPY;
        return of(form(loss, activation, hidden), new TablePreparation(preprocessing));
    }

    private static NetworkSpec form(Loss loss, Elementwise activation, int... hidden) {
        List<Integer> units = Arrays.stream(hidden).boxed().toList();
        return new NetworkSpec(0, NetworkSpec.layers(units, activation), 0, loss, null, 0, Initialization.TORCH);
    }

    private static Model of(NetworkSpec form, Preparation preparation) {
        int outputs = form.loss() != Loss.CATEGORICAL_CROSS_ENTROPY
                ? 1
                : preparation.classes().size();
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault();
        Setup setup = new Setup(form.of(preparation.features(), outputs), new TrainingSpec(adam, 64, 1, 7));
        return new Model(
                "drawn",
                setup.network(),
                NetworkState.drawn(setup).parameters(),
                preparation,
                new Origin("a test", 7L, adam, Map.of()));
    }
}
