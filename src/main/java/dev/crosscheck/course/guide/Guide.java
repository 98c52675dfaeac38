package dev.crosscheck.course.guide;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Chooses a network and its training for a problem by the course's rules, and gives the reason for each choice.
 *
 * @param network the network
 * @param optimizer the optimizer with its settings
 * @param batch rows per step
 * @param choices all choices: first the network from the output back to the input, then its training
 */
public record Guide(NetworkSpec network, OptimizerSpec optimizer, int batch, List<Choice> choices) {
    public Guide {
        choices = List.copyOf(choices);
    }

    /**
     * Makes the choices.
     *
     * @param problem what is to be learned
     * @param wishes values that the user has set
     * @throws CrosscheckException if a value cannot be used: a loss whose network would not give class probabilities, a loss of
     *     probabilities for a regression, a setting that the optimizer does not have, or a size beyond the limits
     */
    public static Guide of(Problem problem, Wishes wishes) {
        return new Choosing(problem, wishes).guide();
    }

    /**
     * @param epochs passes over the rows
     * @param seed seed of the initialization
     * @return the setup of the chosen network and training
     */
    public Setup setup(int epochs, long seed) {
        return new Setup(network, new TrainingSpec(optimizer, batch, epochs, seed));
    }

    /** @return a line for each choice that the user overrode */
    public List<String> against() {
        return choices.stream().filter(Choice::isAgainst).map(Choice::words).toList();
    }

    /** Makes the choices for one problem, one after another. */
    private static final class Choosing {
        private static final String ADAM = "Adam (section 5)";

        private final Problem problem;
        private final Wishes wishes;
        private final List<Choice> choices = new ArrayList<>();
        private final Loss loss;
        private final Activation output;
        private final int outputs;
        private final List<Integer> hidden;
        private final Elementwise activation;
        private final boolean scarce;

        Choosing(Problem problem, Wishes wishes) {
            this.problem = problem;
            this.wishes = wishes;
            loss = wishes.loss() == null ? guideLoss() : wishes.loss();
            requireAnswer();
            output = loss.partner() == Elementwise.IDENTITY && !problem.isRegression()
                    ? Elementwise.SIGMOID
                    : loss.partner();
            outputs = output == Softmax.SOFTMAX ? problem.classes() : 1;
            hidden = wishes.hidden() == null ? Sizes.hidden(problem) : wishes.hidden();
            activation = wishes.activation() == null ? Elementwise.RELU : wishes.activation();
            scarce = parameters() > problem.rows();
        }

        Guide guide() {
            output();
            hidden();
            OptimizerSpec optimizer = optimizer();
            double dropout = dropout();
            int batch = batch();
            NetworkSpec network = new NetworkSpec(
                    problem.features(),
                    NetworkSpec.layers(hidden, activation),
                    outputs,
                    loss,
                    output,
                    dropout,
                    Initialization.TORCH);
            return new Guide(network, optimizer, batch, choices);
        }

        private Loss guideLoss() {
            if (problem.isRegression()) {
                return problem.fit().hasOutliers() ? Loss.HUBER : Loss.MEAN_SQUARED_ERROR;
            }
            return problem.classes() == 2 ? Loss.BINARY_CROSS_ENTROPY : Loss.CATEGORICAL_CROSS_ENTROPY;
        }

        /**
         * Rejects a loss that does not suit the problem: a classifier must give probabilities, and the target of a regression is not a
         * probability.
         */
        private void requireAnswer() {
            boolean ofProbabilities = loss.partner() != Elementwise.IDENTITY;
            if (problem.isRegression() && ofProbabilities) {
                throw new CrosscheckException(
                        "The loss " + loss.label() + " is for probabilities, but the target is a number",
                        "Use mse or huber, or let the target be classes.");
            }
            if (problem.classes() > 2 && loss != Loss.CATEGORICAL_CROSS_ENTROPY) {
                throw new CrosscheckException(
                        "With the loss " + loss.label() + " the outputs for " + problem.classes()
                                + " classes would not be probabilities that sum to 1",
                        "Use " + Loss.CATEGORICAL_CROSS_ENTROPY.label() + ".");
            }
        }

        private void output() {
            String kind = problem.isRegression() ? "the target is a number" : problem.classes() + " classes";
            boolean asGuide = loss == guideLoss();
            String follows = asGuide ? kind : kind + "; goes with the loss " + loss.label();
            choices.add(Choice.of(
                    "output nodes",
                    outputs,
                    follows + (outputs == 1 && !problem.isRegression() ? ": one probability is enough for both" : ""),
                    "as many as classes, or 1"));
            choices.add(Choice.of("output activation", output.label(), follows, use(output)));
            choices.add(Choice.of("loss", guideLoss().label(), whyLoss(), use(guideLoss()))
                    .unless("--loss", loss.label()));
        }

        private String whyLoss() {
            if (!problem.isRegression()) {
                return problem.classes() + " classes";
            }
            LinearFit fit = problem.fit();
            return String.format(
                    Locale.ROOT,
                    "%.2g %% of a linear fit's residuals are outliers, %s %.2g %% (it explains %.0f %%)",
                    100 * fit.outliers(),
                    fit.hasOutliers() ? "at least" : "below",
                    100 * LinearFit.OUTLIERS,
                    100 * fit.r2());
        }

        private void hidden() {
            List<Integer> guided = Sizes.hidden(problem);
            if (!hidden.isEmpty()) {
                choices.add(
                        Choice.of("hidden activation", Elementwise.RELU.label(), whyActivation(), use(Elementwise.RELU))
                                .unless("--activation", activation.label()));
            }
            choices.add(Choice.of(
                            "hidden units",
                            words(guided),
                            Sizes.whyUnits(problem, guided.get(0)),
                            "64 to 1024, by difficulty")
                    .unless("--hidden", words(hidden)));
            choices.add(Choice.of(
                    "hidden layers",
                    hidden.size(),
                    hidden.equals(guided) ? Sizes.whyLayers(problem) : "set by --hidden",
                    "1 to 3 for simple problems"));
        }

        private static String whyActivation() {
            return String.format(
                    Locale.ROOT,
                    "slope %.0f where active, a sigmoid's %.2f at most",
                    traits(Elementwise.RELU).largestSlope(),
                    traits(Elementwise.SIGMOID).largestSlope());
        }

        private static String words(List<Integer> units) {
            return units.isEmpty() ? "0" : units.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        private OptimizerSpec optimizer() {
            boolean decays = wishes.weightDecay() != null && wishes.weightDecay() > 0;
            boolean implied = decays && !scarce && wishes.optimizer() == null;
            OptimizerSpec.Kind guided = scarce || implied ? OptimizerSpec.Kind.ADAMW : OptimizerSpec.Kind.ADAM;
            OptimizerSpec.Kind kind = wishes.optimizer() == null ? guided : wishes.optimizer();
            choices.add(Choice.of("optimizer", guided.label(), implied ? "it has weight decay" : whyScarce(), ADAM)
                    .unless("--optimizer", kind.label()));
            OptimizerSpec usual = kind.byDefault();
            double decay = wishes.weightDecay() == null ? usual.weightDecay() : wishes.weightDecay();
            choices.add(
                    Choice.of("weight decay", usual.weightDecay(), scarce ? "keeps weights small" : "none needed", "")
                            .unless("--weight-decay", Double.toString(decay)));
            return new OptimizerSpec(kind, usual.learningRate(), usual.momentum(), decay);
        }

        private double dropout() {
            boolean few = parameters() > (long) Sizes.PARAMETERS_PER_ROW_FOR_DROPOUT * problem.rows();
            double guided = few && !hidden.isEmpty() ? Sizes.DROPOUT : 0;
            double dropout = wishes.dropout() == null ? guided : wishes.dropout();
            String than = few ? "more than " : "at most ";
            choices.add(Choice.of(
                            "dropout", guided, than + Sizes.PARAMETERS_PER_ROW_FOR_DROPOUT + " parameters per row", "")
                    .unless("--dropout", Double.toString(dropout)));
            return dropout;
        }

        private int batch() {
            int guided = Sizes.batch(problem);
            int batch = wishes.batch() == null ? guided : wishes.batch();
            String why = guided == Sizes.BATCH
                    ? "enough steps per epoch"
                    : String.format(Locale.ROOT, "fewer than %,d rows", Sizes.ROWS_FOR_FULL_BATCHES);
            choices.add(
                    Choice.of("batch", guided, why, "64 rows (section 5)").unless("--batch", Integer.toString(batch)));
            return batch;
        }

        private String whyScarce() {
            return String.format(
                    Locale.ROOT,
                    "%,d parameters, %s the rows",
                    parameters(),
                    scarce ? "more than" : "at most as many as");
        }

        private long parameters() {
            return Sizes.parameters(problem.features(), hidden, outputs);
        }

        private static String use(Activation activation) {
            return traits(activation).use();
        }

        private static ActivationTraits traits(Activation activation) {
            return ActivationTraits.TABLE.stream()
                    .filter(traits -> traits.activation() == activation)
                    .findFirst()
                    .orElseThrow();
        }

        private static String use(Loss loss) {
            return LossTraits.TABLE.stream()
                    .filter(traits -> traits.loss() == loss)
                    .map(LossTraits::use)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
