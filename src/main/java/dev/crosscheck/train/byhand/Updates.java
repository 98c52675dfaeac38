package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.LayerRates;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The updates of one step: of each layer's weights and of all biases, which may have different rates ({@link LayerRates}).
 *
 * @param weights by layer, the first layer first
 * @param biases of all layers
 */
record Updates(List<Update> weights, Update biases) {

    /**
     * @param setup what is trained
     * @param done number of steps before this one, 0 for the first
     * @param learningRate η, 0 or more
     */
    static Updates after(Setup setup, long done, double learningRate) {
        OptimizerSpec optimizer = setup.training().optimizer();
        LayerRates rates = optimizer.layerRates();
        List<Integer> sizes = setup.network().sizes();
        List<Update> weights = new ArrayList<>();
        for (int inputs : sizes.subList(0, sizes.size() - 1)) {
            weights.add(Update.after(optimizer, done, rates.ofWeights(learningRate, inputs)));
        }
        return new Updates(weights, Update.after(optimizer, done, rates.ofBiases(learningRate)));
    }

    /**
     * @param k the layer, from 1
     * @return the update of its weights
     */
    Update weights(int k) {
        return weights.get(k - 1);
    }
}
