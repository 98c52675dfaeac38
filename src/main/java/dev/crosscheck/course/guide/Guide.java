package dev.crosscheck.course.guide;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Text;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Chooses a network and its training for a problem: output and loss by the course's rules, the rest as one of the {@link Candidate}s has it.
 * Gives the reason for each choice, and the course's rule beside it.
 *
 * @param setup network and training, for validation rows that end it after {@link #patience} epochs
 * @param choices all choices: first the network from the output back to the input, then its training
 */
public record Guide(Setup setup, List<Choice> choices) {
    public Guide {
        choices = List.copyOf(choices);
    }

    /**
     * Makes the choices for the network that a user's options describe: the linear model without hidden layers, otherwise the recipe.
     *
     * @param problem what is to be learned
     * @param wishes values that the user has set
     * @throws CrosscheckException if a value cannot be used: a loss whose network would not give class probabilities, a loss of
     *     probabilities for a regression, a setting that the optimizer does not have, or a size beyond the limits
     */
    public static Guide of(Problem problem, Wishes wishes) {
        boolean linear = wishes.hidden() != null && wishes.hidden().isEmpty();
        return of(problem, linear ? Candidate.LINEAR : Candidate.RECIPE, wishes);
    }

    /** Makes the choices for one of the candidates, as {@link #of(Problem, Wishes)} does. */
    public static Guide of(Problem problem, Candidate candidate, Wishes wishes) {
        return new Choosing(problem, candidate, wishes).guide();
    }

    /** @return after how many epochs without a lower validation loss training ends */
    public static int patience(int epochs) {
        return Sizes.patience(epochs);
    }

    /**
     * @param findsLoss whether the candidates find the loss of a number by themselves
     * @return this guide with only the choices that all candidates share: output nodes, output activation and loss
     */
    public Guide ofOutput(boolean findsLoss) {
        List<Choice> shared = new ArrayList<>(choices.subList(0, Choosing.OF_OUTPUT));
        if (findsLoss) {
            shared.set(
                    Choosing.OF_OUTPUT - 1,
                    Choice.of(
                            "loss",
                            Loss.MEAN_SQUARED_ERROR.label() + " or " + Loss.HUBER.label(),
                            Loss.HUBER.label() + " if the linear model's residuals have outliers",
                            LossTraits.of(Loss.HUBER).use()));
        }
        return new Guide(setup, shared);
    }

    /** @return a line for each choice that the user overrode */
    public List<String> against() {
        return choices.stream().filter(Choice::isAgainst).map(Choice::words).toList();
    }

    /** Makes the choices for one problem, one after another. */
    private static final class Choosing {
        private static final String ADAM = "Adam (section 5)";

        /** The number of choices that {@link #output} makes, which are the first. */
        static final int OF_OUTPUT = 3;

        private final Problem problem;
        private final Candidate candidate;
        private final Setup usual;
        private final Wishes wishes;
        private final List<Choice> choices = new ArrayList<>();
        private final Loss loss;
        private final Activation output;
        private final int outputs;
        private final List<Integer> guided;
        private final List<Integer> hidden;
        private final Elementwise activation;

        Choosing(Problem problem, Candidate candidate, Wishes wishes) {
            this.problem = problem;
            this.candidate = candidate;
            this.usual = candidate.setup();
            this.wishes = wishes;
            loss = wishes.loss() == null ? guideLoss() : wishes.loss();
            requireAnswer();
            output = loss.partner() == Elementwise.IDENTITY && !problem.isRegression()
                    ? Elementwise.SIGMOID
                    : loss.partner();
            outputs = output == Softmax.SOFTMAX ? problem.classes() : 1;
            activation = wishes.activation() == null ? usualActivation() : wishes.activation();
            guided = Sizes.fitting(usual.network().units(), problem.features());
            hidden = wishes.hidden() == null ? guided : wishes.hidden();
        }

        /** @return the activation of the candidate's hidden layers; of the recipe's for a candidate without any */
        private Elementwise usualActivation() {
            NetworkSpec form = usual.network().hidden().isEmpty()
                    ? Candidate.RECIPE.setup().network()
                    : usual.network();
            return form.activation(1);
        }

        private static <T> T or(T given, T usual) {
            return given == null ? usual : given;
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
                    usual.network().initialization());
            int epochs = epochs(network.parameters());
            TrainingSpec training = usual.training();
            RateSchedule schedule = training.schedule();
            return new Guide(
                    new Setup(
                            network,
                            new TrainingSpec(
                                    optimizer,
                                    training.classWeights(),
                                    new RateSchedule(schedule.kind(), schedule.factor(), epochs),
                                    batch,
                                    epochs,
                                    0,
                                    0,
                                    training.stop(),
                                    training.variation(),
                                    training.seed())),
                    choices);
        }

        private Loss guideLoss() {
            if (problem.isRegression()) {
                return Loss.MEAN_SQUARED_ERROR;
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
            choices.add(Choice.of(
                    "output activation",
                    output.label(),
                    follows,
                    ActivationTraits.of(output).use()));
            choices.add(Choice.of(
                            "loss",
                            guideLoss().label(),
                            whyLoss(),
                            LossTraits.of(guideLoss()).use())
                    .unless("--with loss:", loss.label()));
        }

        private String whyLoss() {
            if (!problem.isRegression()) {
                return problem.classes() + " classes";
            }
            return wishes.loss() == null
                    ? "a number; only beside candidates the linear model's outliers are looked at"
                    : "the target is a number";
        }

        private void hidden() {
            if (!hidden.isEmpty()) {
                Elementwise guide = usualActivation();
                choices.add(Choice.of(
                                "hidden activation",
                                guide.label(),
                                why(),
                                "hidden layers: " + guide.label() + " is the first to try")
                        .unless("--activation ", activation.label()));
            }
            boolean fewer = !guided.equals(usual.network().units());
            choices.add(Choice.of(
                            "hidden units",
                            words(guided),
                            fewer ? Text.of("fewer for %,d features", problem.features()) : why(),
                            "64 to 1024, by difficulty")
                    .unless("--hidden ", words(hidden)));
            choices.add(Choice.of(
                    "hidden layers",
                    hidden.size(),
                    hidden.equals(guided) ? why() : "set by --hidden",
                    "1 to 3 for simple problems"));
        }

        private String why() {
            return "the " + candidate.label();
        }

        private static String words(List<Integer> units) {
            return units.isEmpty() ? "0" : units.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        private OptimizerSpec optimizer() {
            OptimizerSpec guide = usual.training().optimizer();
            boolean implied = wishes.weightDecay() != null && wishes.weightDecay() > 0 && wishes.optimizer() == null;
            OptimizerSpec.Kind kind = implied ? OptimizerSpec.Kind.ADAMW : or(wishes.optimizer(), guide.kind());
            choices.add(Choice.of(
                            "optimizer",
                            implied ? kind.label() : guide.kind().label(),
                            implied ? "it has weight decay" : why(),
                            ADAM)
                    .unless("--optimizer ", kind.label()));
            OptimizerSpec settings = kind == guide.kind() ? guide : kind.byDefault();
            double decay = or(wishes.weightDecay(), settings.weightDecay());
            choices.add(Choice.of("weight decay", settings.weightDecay(), why(), "")
                    .unless("--with weight-decay:", Double.toString(decay)));
            return decay == settings.weightDecay()
                    ? settings
                    : new OptimizerSpec(kind, settings.learningRate(), settings.momentum(), decay);
        }

        private double dropout() {
            double guide = hidden.isEmpty() ? 0 : usual.network().dropout();
            double dropout = or(wishes.dropout(), guide);
            choices.add(Choice.of("dropout", guide, why(), "").unless("--with dropout:", Double.toString(dropout)));
            return dropout;
        }

        private int batch() {
            boolean few = problem.classes() > 0 && problem.rows() < Sizes.FEW_ROWS && !hidden.isEmpty();
            int guide = few ? Sizes.SMALL_BATCH : usual.training().batch();
            String why = few ? Text.of("%,d rows of classes", problem.rows()) : why();
            int batch = or(wishes.batch(), guide);
            choices.add(Choice.of("batch", guide, why, "64 of 60,000 rows (section 5)")
                    .unless("--batch ", Integer.toString(batch)));
            return batch;
        }

        private int epochs(long parameters) {
            int epochs = Sizes.epochs(problem.rows(), parameters);
            String why = epochs == Sizes.MOST_EPOCHS
                    ? "the most"
                    : Text.of("%,d rows, %,d parameters", problem.rows(), parameters);
            choices.add(Choice.of("epochs", epochs, why, ""));
            return epochs;
        }
    }
}
