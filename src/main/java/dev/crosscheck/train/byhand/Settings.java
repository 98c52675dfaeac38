package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.optim.Adam;
import java.util.List;

/**
 * What the engine trains, and how: all that decides a step but the batch, the learning rate and the parameters.
 *
 * @param form layers, loss and optimizer
 * @param outputs of the network: one for each class, or a single one
 * @param classWeights how much a row of each class counts; none where all are the same
 * @param seed decides what dropout leaves out
 * @param epsilonPlacement what Adam's ε is added to
 */
public record Settings(
        NetworkForm form, int outputs, List<Double> classWeights, long seed, Adam.Epsilon epsilonPlacement) {

    /** Checks that there is a weight for each class. */
    public Settings {
        classWeights = List.copyOf(classWeights);
        boolean weighted = form.classWeights() != ClassWeights.NONE;
        if (weighted != !classWeights.isEmpty()) {
            throw new IllegalArgumentException(classWeights.size() + " class weights for " + form);
        }
    }

    /** A network in whose training all rows count the same, and nothing is left out. */
    public Settings(NetworkForm form, int outputs, Adam.Epsilon epsilonPlacement) {
        this(form, outputs, List.of(), 0, epsilonPlacement);
    }

    /** @return units of each hidden layer */
    List<Integer> hidden() {
        return form.hidden();
    }

    /** @return how much a row of this class counts */
    float weight(int label) {
        return classWeights.isEmpty() ? 1f : classWeights.get(label).floatValue();
    }

    /**
     * @param done steps before this one
     * @param learningRate η
     */
    Update update(long done, double learningRate) {
        return Update.after(form, done, learningRate, epsilonPlacement);
    }
}
