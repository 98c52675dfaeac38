package dev.crosscheck.course.guide;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The choices that the user has made; the guide makes those that are {@code null}.
 *
 * @param hidden units of each hidden layer; empty for a linear model
 * @param activation activation of the hidden layers
 * @param loss the loss; the output layer follows from it
 * @param optimizer the kind of optimizer
 * @param weightDecay weight decay of AdamW, 0 or more
 * @param dropout probability that a hidden unit is dropped in a step, from 0 to below 1
 * @param batch rows per step
 */
public record Wishes(
        List<Integer> hidden,
        Elementwise activation,
        Loss loss,
        OptimizerSpec.Kind optimizer,
        Double weightDecay,
        Double dropout,
        Integer batch) {
    /** Leaves all choices to the guide. */
    public static final Wishes NONE = new Wishes(null, null, null, null, null, null, null);

    /**
     * @return those among the settings that the guide follows
     * @throws CrosscheckException for hidden layers that a table's network cannot have
     */
    public static Wishes of(Settings settings) {
        List<Layer> hidden = settings.get(Setting.HIDDEN);
        if (hidden != null && Convolution.isAmong(hidden)) {
            throw new CrosscheckException(
                    "--hidden " + hidden.stream().map(Layer::title).collect(Collectors.joining(","))
                            + ": a table's rows are no pictures, which a convolution needs",
                    "Name numbers of units.");
        }
        List<Activation> activation = settings.get(Setting.ACTIVATION);
        if (activation != null && !(activation.get(0) instanceof Elementwise)) {
            throw new CrosscheckException(
                    activation.get(0).label() + " is for the output, not for hidden layers",
                    "Name another activation.");
        }
        return new Wishes(
                hidden == null ? null : hidden.stream().map(Layer::units).toList(),
                activation == null ? null : (Elementwise) activation.get(0),
                settings.get(Setting.LOSS),
                settings.get(Setting.OPTIMIZER),
                settings.get(Setting.WEIGHT_DECAY),
                settings.get(Setting.DROPOUT),
                settings.get(Setting.BATCH));
    }
}
