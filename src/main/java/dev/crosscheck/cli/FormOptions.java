package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Wishes;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is trained. What is not given is null until the defaults, or a run to resume, are known. */
final class FormOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--hidden",
            paramLabel = "N[,N...]",
            converter = FormWords.HiddenLayers.class,
            description = "Units of each hidden layer; 0 for none. Default: 256, or those of --init.")
    private List<Integer> hidden;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            converter = FormWords.ActivationName.class,
            description =
                    "Of the hidden layers: relu, tanh, sigmoid, leaky-relu, elu, gelu, softplus or identity. Default: relu.")
    private Elementwise activation;

    @Option(
            names = "--dropout",
            paramLabel = "SHARE",
            description = "Share of hidden units left out at each step of training, from 0 to 0.95. Default: 0.")
    private Double dropout;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description =
                    "cross-entropy, which is what goes with classes. For tables also bce (of two classes), and for numbers mse and"
                            + " huber; the output layer follows. Default: cross-entropy; for a table what the guide says.")
    private Loss loss;

    @Option(
            names = "--class-weights",
            paramLabel = "balanced|none",
            description =
                    "How much rows count in the loss. balanced: n / (C n_c) with n rows to train on, C classes and n_c"
                            + " rows of the class, so that all classes count the same. Default: none, all rows count the same.")
    private ClassWeights classWeights;

    @Option(names = "--optimizer", paramLabel = "adam|sgd|momentum|adamw", description = "Default: adam.")
    private OptimizerSpec.Kind optimizer;

    @Option(
            names = "--momentum",
            paramLabel = "MU",
            description =
                    "Share of the last step that goes on, with --optimizer momentum, from 0 to below 1. Default: 0.9.")
    private Double momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "LAMBDA",
            description = "With --optimizer adamw: each step takes the learning rate times this off every parameter."
                    + " Default: 0.01.")
    private Double weightDecay;

    @Option(
            names = "--init",
            paramLabel = "he|xavier|torch|normal|FILE",
            converter = FormWords.StartName.class,
            description =
                    "Where parameters start. he: normal, for ReLU; xavier: uniform, for tanh and sigmoid; torch: uniform, as"
                            + " PyTorch's layers; normal: N(0,1), as the course's small networks. A model, a run's folder or a checkpoint: its parameters. A FILE.npz: its arrays fc1.weight (units, inputs), fc1.bias, fc2.weight and"
                            + " so on, as PyTorch has them. Default: torch.")
    private FormWords.Start init;

    /** @return the file to start from, or null */
    Path file() {
        return init == null ? null : init.file();
    }

    /** @return what a user wants otherwise than the guide for tables */
    Wishes wishes(Integer batch) {
        return new Wishes(hidden, activation, loss, optimizer, weightDecay, dropout, batch);
    }

    /** Refuses what does not tell classes. */
    void requireTellsClasses() {
        if (loss != null && loss.partner() != Softmax.SOFTMAX) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--loss': the output layer's softmax, which tells classes, goes with"
                            + " cross-entropy, found '" + loss.label() + "'.");
        }
    }

    /**
     * @param usual what holds where nothing is given
     * @param learningRate that is given, or null
     * @return what a new run trains, and how
     */
    Setup setup(Setup usual, Double learningRate) {
        OptimizerSpec earlier = usual.training().optimizer();
        OptimizerSpec.Kind kind = or(optimizer, earlier.kind());
        OptimizerSpec settings = kind == earlier.kind() ? earlier : kind.byDefault();
        List<Integer> layers = or(hidden, usual.network().units());
        requireGoTogether(layers, kind);
        return Checks.refusing(
                command,
                () -> new Setup(
                        network(usual.network().withUnits(layers)),
                        usual.training()
                                .with(new OptimizerSpec(
                                        kind,
                                        or(learningRate, settings.learningRate()),
                                        or(momentum, settings.momentum()),
                                        or(weightDecay, settings.weightDecay())))
                                .with(or(classWeights, usual.training().classWeights()))));
    }

    private NetworkSpec network(NetworkSpec usual) {
        return new NetworkSpec(
                usual.inputs(),
                activation == null ? usual.hidden() : NetworkSpec.layers(usual.units(), activation),
                usual.outputs(),
                or(loss, usual.loss()),
                usual.output(),
                or(dropout, usual.dropout()),
                init == null || init.named() == null ? usual.initialization() : init.named());
    }

    private void requireGoTogether(List<Integer> layers, OptimizerSpec.Kind kind) {
        layers.forEach(units -> Checks.within(command, "--hidden", units, 1, NetworkSpec.MOST_UNITS));
        needs(activation, !layers.isEmpty(), "--activation needs a hidden layer, and --hidden 0 has none.");
        needs(dropout, !layers.isEmpty(), "--dropout needs a hidden layer, and --hidden 0 has none.");
        needs(momentum, kind == OptimizerSpec.Kind.MOMENTUM, "--momentum needs --optimizer momentum.");
        needs(weightDecay, kind == OptimizerSpec.Kind.ADAMW, "--weight-decay needs --optimizer adamw.");
        if (dropout != null) {
            Checks.within(command, "--dropout", dropout, 0, NetworkSpec.MOST_DROPOUT);
        }
        if (momentum != null) {
            boolean fine = momentum >= 0 && momentum < 1;
            Checks.fine(command, "--momentum", momentum, fine, "a number from 0 to below 1");
        }
    }

    private void needs(Object given, boolean fine, String message) {
        if (given != null && !fine) {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    private static <T> T or(T given, T usual) {
        return given == null ? usual : given;
    }

    /** @return the configuration with the hidden layers that the file has from which the run starts */
    TrainingConfig withHidden(TrainingConfig config, Parameters initial) {
        List<Integer> found = IntStream.range(1, initial.layers())
                .mapToObj(k -> initial.bias(k).columns())
                .toList();
        if (hidden != null && !hidden.equals(found)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--hidden " + layers(hidden) + ": " + file() + " has " + layers(found) + " hidden units.");
        }
        return Checks.refusing(command, () -> config.with(draft -> draft.network = draft.network.withUnits(found)));
    }

    private static String layers(List<Integer> units) {
        return units.isEmpty() ? "0" : units.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Refuses what differs from the network of the run that is resumed. */
    void requireUnchanged(TrainingConfig run) {
        NetworkSpec network = run.network();
        OptimizerSpec saved = run.training().optimizer();
        Checks.unchanged(command, "--hidden", hidden, network.units(), FormOptions::layers);
        Elementwise savedActivation = network.hidden().isEmpty() ? null : network.activation(1);
        Checks.unchanged(command, "--activation", activation, savedActivation, Elementwise::label);
        Checks.unchanged(command, "--dropout", dropout, network.dropout());
        Checks.unchanged(command, "--loss", loss, network.loss(), Loss::label);
        String weights = classWeights == null ? null : classWeights.label();
        Checks.unchanged(
                command,
                "--class-weights",
                weights,
                run.training().classWeights().label());
        Checks.unchanged(command, "--optimizer", optimizer, saved.kind(), OptimizerSpec.Kind::label);
        Checks.unchanged(command, "--momentum", momentum, saved.momentum());
        Checks.unchanged(command, "--weight-decay", weightDecay, saved.weightDecay());
        Checks.unchanged(
                command,
                "--init",
                init == null ? null : init.label(),
                run.init() == null ? network.initialization().label() : run.init());
    }
}
