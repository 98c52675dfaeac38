package dev.crosscheck.course.guide;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a network and its training for a problem: output and loss by the course's rules, the rest as one of the {@link TableCandidate}s has it.
 * Gives the reason for each choice, and the course's rule beside it.
 *
 * @param setup network and training with the given settings, for validation rows that end it after {@link #patience} epochs
 * @param choices what the setup has, and who chose it: first the network from the output back to the input, then its training
 */
public record Guide(Setup setup, List<Choice> choices) {
    /** The rate still falls while the loss waits, so patience is a share of the epochs. */
    private static final int EPOCHS_PER_PATIENCE = 4;

    private static final int LEAST_PATIENCE = 10;

    public Guide {
        choices = List.copyOf(choices);
    }

    /**
     * Makes the choices for the network that a user's options describe: the linear model without hidden layers, otherwise the recipe.
     *
     * @param problem what is to be learned
     * @param given settings that the user has set
     * @throws CrosscheckException if a value cannot be used: a loss whose network would not give class probabilities, a loss of
     *     probabilities for a regression, a setting that the optimizer does not have, or a size beyond the limits
     */
    public static Guide of(Problem problem, Settings given) {
        boolean linear = List.of().equals(units(given));
        return of(problem, linear ? TableCandidate.LINEAR : TableCandidate.RECIPE, given);
    }

    /** Makes the choices for one of the candidates, as {@link #of(Problem, Settings)} does. */
    public static Guide of(Problem problem, TableCandidate candidate, Settings given) {
        return new Choosing(problem, candidate, given).guide();
    }

    /**
     * @return the units of the hidden layers; null if the settings do not name them
     * @throws CrosscheckException for hidden layers that a table's network cannot have
     */
    public static @Nullable List<Integer> units(Settings given) {
        List<Layer> hidden = given.get(Setting.HIDDEN);
        if (hidden != null && Convolution.isAmong(hidden)) {
            throw new CrosscheckException(
                    "--hidden " + hidden.stream().map(Layer::title).collect(Collectors.joining(","))
                            + ": a table's rows are no pictures, which a convolution needs",
                    "Name numbers of units.");
        }
        return hidden == null ? null : hidden.stream().map(Layer::units).toList();
    }

    /** @return after how many epochs without a lower validation loss training ends */
    public static int patience(int epochs) {
        return Math.max(LEAST_PATIENCE, epochs / EPOCHS_PER_PATIENCE);
    }

    /** @return about how many processor seconds an epoch of so many rows of a table takes */
    public static double secondsPerEpoch(int rows, NetworkSpec network) {
        return Sizes.seconds(rows, network);
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
                    new Choice(
                            "loss",
                            Loss.MEAN_SQUARED_ERROR.label() + " or " + Loss.HUBER.label(),
                            Loss.HUBER.label() + " if the linear model's residuals have outliers",
                            LossTraits.of(Loss.HUBER).use()));
        }
        return new Guide(setup, shared);
    }

    /** Makes the choices for one problem, one after another. */
    private static final class Choosing {
        private static final String ADAM = "Adam (section 5)";

        /** The number of choices that {@link #output} makes, which are the first. */
        static final int OF_OUTPUT = 3;

        private final Problem problem;
        private final TableCandidate candidate;
        private final Setup usual;
        private final Settings given;
        private final List<Choice> choices = new ArrayList<>();
        private final Loss loss;
        private final Activation output;
        private final int outputs;
        private final List<Integer> guided;
        private final List<Integer> hidden;
        private final Elementwise activation;

        Choosing(Problem problem, TableCandidate candidate, Settings given) {
            this.problem = problem;
            this.candidate = candidate;
            this.usual = candidate.setup();
            this.given = given;
            loss = or(given.get(Setting.LOSS), guideLoss());
            requireAnswer();
            output = loss.partner() == Elementwise.IDENTITY && !problem.isRegression()
                    ? Elementwise.SIGMOID
                    : loss.partner();
            outputs = output == Softmax.SOFTMAX ? problem.classes() : 1;
            activation = activation();
            guided = Sizes.fitting(usual.network().units(), problem.features());
            hidden = or(units(given), guided);
        }

        private Elementwise activation() {
            List<Activation> named = given.get(Setting.ACTIVATION);
            if (named == null) {
                return usualActivation();
            }
            if (!(named.get(0) instanceof Elementwise elementwise)) {
                throw new CrosscheckException(
                        named.get(0).label() + " is for the output, not for hidden layers", "Name another activation.");
            }
            return elementwise;
        }

        /** @return the activation of the candidate's hidden layers; of the recipe's for a candidate without any */
        private Elementwise usualActivation() {
            NetworkSpec form = usual.network().hidden().isEmpty()
                    ? TableCandidate.RECIPE.setup().network()
                    : usual.network();
            return form.activation(1);
        }

        private static <T> T or(T given, T usual) {
            return given == null ? usual : given;
        }

        /** @return the choice of a setting: the user's, or the guide's with its reason */
        private Choice choice(Setting<?> setting, String what, Object guide, Object used, String why, String course) {
            boolean set = given.given().contains(setting);
            String option = setting.use() == Setting.Use.WORD ? "--with " + setting.label() : "--" + setting.label();
            String others = guide.equals(used) ? "" : "; the guide has " + words(guide);
            return new Choice(what, words(used), set ? "set by " + option + others : why, course);
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
            TrainingSpec training = usual.training();
            RateSchedule schedule = training.schedule();
            int epochs = Sizes.epochs(problem.rows(), network);
            Setup setup = given.over(new Setup(
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
                            training.seed())));
            String why = epochs == Sizes.MOST_EPOCHS
                    ? "the most"
                    : Text.of("%,d rows, %,d parameters", problem.rows(), network.parameters());
            choices.add(
                    choice(Setting.EPOCHS, "epochs", epochs, setup.training().epochs(), why, ""));
            return new Guide(setup, choices);
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
            choices.add(new Choice(
                    "output nodes",
                    Integer.toString(outputs),
                    follows + (outputs == 1 && !problem.isRegression() ? ": one probability is enough for both" : ""),
                    "as many as classes, or 1"));
            choices.add(new Choice(
                    "output activation",
                    output.label(),
                    follows,
                    ActivationTraits.of(output).use()));
            choices.add(choice(
                    Setting.LOSS,
                    "loss",
                    guideLoss().label(),
                    loss.label(),
                    whyLoss(),
                    LossTraits.of(guideLoss()).use()));
        }

        private String whyLoss() {
            return problem.isRegression()
                    ? "a number; only beside candidates the linear model's outliers are looked at"
                    : problem.classes() + " classes";
        }

        private void hidden() {
            if (!hidden.isEmpty()) {
                Elementwise guide = usualActivation();
                choices.add(choice(
                        Setting.ACTIVATION,
                        "hidden activation",
                        guide.label(),
                        activation.label(),
                        why(),
                        "hidden layers: " + guide.label() + " is the first to try"));
            }
            boolean fewer = !guided.equals(usual.network().units());
            choices.add(choice(
                    Setting.HIDDEN,
                    "hidden units",
                    words(guided),
                    words(hidden),
                    fewer ? Text.of("fewer for %,d features", problem.features()) : why(),
                    "64 to 1024, by difficulty"));
            choices.add(choice(
                    Setting.HIDDEN,
                    "hidden layers",
                    guided.size(),
                    hidden.size(),
                    why(),
                    "1 to 3 for simple problems"));
        }

        private String why() {
            return "the " + candidate.label();
        }

        private static String words(Object value) {
            return value instanceof Double number ? Text.plain(number) : value.toString();
        }

        private static String words(List<Integer> units) {
            return units.isEmpty() ? "0" : units.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        private OptimizerSpec optimizer() {
            OptimizerSpec guide = usual.training().optimizer();
            Double wanted = given.get(Setting.WEIGHT_DECAY);
            boolean implied = wanted != null && wanted > 0 && given.get(Setting.OPTIMIZER) == null;
            OptimizerSpec.Kind kind =
                    implied ? OptimizerSpec.Kind.ADAMW : or(given.get(Setting.OPTIMIZER), guide.kind());
            choices.add(choice(
                    Setting.OPTIMIZER,
                    "optimizer",
                    guide.kind().label(),
                    kind.label(),
                    implied ? "it has weight decay" : why(),
                    ADAM));
            OptimizerSpec settings = kind == guide.kind() ? guide : kind.byDefault();
            double decay = or(wanted, settings.weightDecay());
            choices.add(choice(Setting.WEIGHT_DECAY, "weight decay", guide.weightDecay(), decay, why(), ""));
            return decay == settings.weightDecay()
                    ? settings
                    : new OptimizerSpec(kind, settings.learningRate(), settings.momentum(), decay);
        }

        private double dropout() {
            double guide = hidden.isEmpty() ? 0 : usual.network().dropout();
            double dropout = or(given.get(Setting.DROPOUT), guide);
            choices.add(choice(Setting.DROPOUT, "dropout", guide, dropout, why(), ""));
            return dropout;
        }

        private int batch() {
            boolean few = problem.classes() > 0 && problem.rows() < Sizes.FEW_ROWS && !hidden.isEmpty();
            int guide = few ? Sizes.SMALL_BATCH : usual.training().batch();
            String why = few ? Text.of("%,d rows of classes", problem.rows()) : why();
            int batch = or(given.get(Setting.BATCH), guide);
            choices.add(choice(Setting.BATCH, "batch", guide, batch, why, "64 of 60,000 rows (section 5)"));
            return batch;
        }
    }

    /**
     * A choice for a network.
     *
     * @param what what is chosen, for example {@code hidden layers}
     * @param value the value that is used
     * @param why the number or fact that the guide's choice is based on, or that the user made it
     * @param course the course's rule; empty if it has none
     */
    public record Choice(String what, String value, String why, String course) {}
}
