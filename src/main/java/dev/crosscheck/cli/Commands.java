package dev.crosscheck.cli;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The program's commands, in the order in which help lists them. A command is made only when a command line names it: with its options
 * and what these are about it is a hundred classes, and the list needs no more than a name and a line.
 */
enum Commands {
    TRAIN("Trains a network on digits, or on images or a table of yours."),
    SWEEP("Trains with many seeds and settings, and tells them apart."),
    COMPARE("Compares runs or sweeps, seed by seed."),
    EVALUATE("Tests a trained network, on images or on a table's rows."),
    SUMMARY("Shows a model's layers, parameters and memory."),
    PREDICT("Recognises what each picture shows, or answers a table's rows."),
    SERVE("Serves a web page: to draw a digit on, or a form to fill in."),
    EXPLORE("Serves a page on which small networks learn, number by number."),
    EXPORT("Writes a trained network for other programs, and checks it."),
    PERCEPTRON("Trains a perceptron on a logic gate, by hand."),
    ACTIVATIONS("Shows activations: formulas, traits, when to use which, curves."),
    LOSSES("Shows losses: formulas, gradients, when to use which, curves."),
    GUIDE("Looks at a table and says which network suits it, and why."),
    BACKPROP("Trains a small network on XOR by backpropagation, by hand."),
    ERRATA("Shows the slips in the course's listings beside the right forms."),
    VERIFY("Checks everything written by hand, or a run recorded elsewhere."),
    BENCH("Compares the speed and memory of every way to train."),
    DOCTOR("Shows which device would be used, and why.");

    private final String summary;

    /** @param summary the first line of its help; a command's annotation has the others */
    Commands(String summary) {
        this.summary = summary;
    }

    /** @return its name on the command line */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param named commands that may run, or show their help; the others are only listed
     * @return the program
     */
    static CommandLine program(Set<Commands> named) {
        CommandLine program = new CommandLine(new CrosscheckCommand());
        for (Commands each : values()) {
            CommandLine command = named.contains(each) ? each.made() : new CommandLine(CommandSpec.create());
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            usage.description(Stream.concat(Stream.of(each.summary), Stream.of(usage.description()))
                    .toArray(String[]::new));
            program.addSubcommand(each.label(), command);
        }
        return program.addSubcommand(new CommandLine.HelpCommand());
    }

    private CommandLine made() {
        CommandLine command = Conversions.register(new CommandLine(command()));
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true).versionProvider(new CrosscheckCommand.Version());
        spec.usageMessage().footerHeading("%nExamples:%n");
        return command;
    }

    private Object command() {
        return switch (this) {
            case TRAIN -> new TrainCommand();
            case SWEEP -> new SweepCommand();
            case COMPARE -> new CompareCommand();
            case EVALUATE -> new EvaluateCommand();
            case SUMMARY -> new SummaryCommand();
            case PREDICT -> new PredictCommand();
            case SERVE -> new ServeCommand();
            case EXPLORE -> new ExploreCommand();
            case EXPORT -> new ExportCommand();
            case PERCEPTRON -> new PerceptronCommand();
            case ACTIVATIONS -> new ActivationsCommand();
            case LOSSES -> new LossesCommand();
            case GUIDE -> new GuideCommand();
            case BACKPROP -> new BackpropCommand();
            case ERRATA -> new ErrataCommand();
            case VERIFY -> new VerifyCommand();
            case BENCH -> new BenchCommand();
            case DOCTOR -> new DoctorCommand();
        };
    }
}
