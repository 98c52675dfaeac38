package dev.crosscheck.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The program's commands, in the order in which help lists them. A command is constructed only if the command line names it, because its
 * options load about a hundred classes, and the list needs only names and summaries.
 */
enum Commands {
    EXPLORE(
            Group.LEARN,
            "Serves a page on which small networks learn, number by number.",
            "--port --host --model --data --save --json"),
    COURSE(Group.LEARN, "Runs a chapter of the course: its numbers, charts and checks.", ""),
    PERCEPTRON(
            Group.CHAPTER,
            "Trains a perceptron on a logic gate, by hand.",
            "--gate --lr --epochs --seed --no-check --out --json"),
    DESCENT(
            Group.CHAPTER,
            "Shows slopes and gradient descent, and trains one neuron by them.",
            "--lr --epochs --seed --no-check --out --json"),
    ACTIVATIONS(
            Group.CHAPTER,
            "Shows activations: formulas, traits, when to use which, curves.",
            "--no-check --out --json --quiet"),
    LOSSES(
            Group.CHAPTER,
            "Shows losses: formulas, gradients, when to use which, curves.",
            "--no-check --out --json --quiet"),
    BACKPROP(
            Group.CHAPTER,
            "Trains a small network on XOR by backpropagation, by hand.",
            "--hidden --activation --lr --epochs --seed --no-check --out --json"),
    CONVOLUTION(
            Group.CHAPTER,
            "Shows a kernel, its gradient term by term, and layers' sizes.",
            "--pool --seed --no-check --out --json"),
    ERRATA(Group.CHAPTER, "Shows the slips in the course's listings beside the right forms.", "--out --json --quiet"),
    TRAIN(
            Group.USE,
            "Trains a network on digits, or on images or a table of yours.",
            "--data --target --hidden --epochs --lr --batch --seed --validation --trainer --out --resume --dry-run"),
    EVALUATE(Group.USE, "Tests a trained network, on images or on a table's rows.", "--data --out --json --quiet"),
    PREDICT(Group.USE, "Recognises what each picture shows, or answers a table's rows.", "--out --json --quiet"),
    SERVE(Group.USE, "Serves a web page: to draw a digit on, or a form to fill in.", "--port --host --json"),
    EXPORT(
            Group.USE,
            "Writes a trained network for other programs, and checks it.",
            "--format --data --out --json --quiet"),
    INSPECT(Group.USE, "Shows what a model, a run or a sweep holds, and if it is whole.", "--json --quiet"),
    VERIFY(
            Group.MEASURE,
            "Checks everything written by hand, or a run recorded elsewhere.",
            "--network --judge --each --seed --epochs --out --json"),
    SWEEP(
            Group.MEASURE,
            "Trains with many seeds and settings, and compares them.",
            "--seeds --grid --jobs --resume --slim --spark --out"),
    COMPARE(Group.MEASURE, "Compares runs or sweeps, seed by seed.", "--json --quiet"),
    DOCTOR(Group.MEASURE, "Shows which device would be used, and why.", "--device --threads --json --quiet");

    /** A purpose of commands: a heading in help. */
    enum Group {
        LEARN("Learn"),
        USE("Train and use"),
        MEASURE("Measure and trust"),

        /** Chapters of the course, which are subcommands of {@link #COURSE}. */
        CHAPTER("Chapters");

        /** Above its commands. */
        final String heading;

        Group(String heading) {
            this.heading = heading;
        }
    }

    private final Group group;
    private final String summary;
    private final List<String> usual;

    /**
     * @param summary the first line of its help; a command's annotation has the others
     * @param usual the options that {@code --help} shows, in this order and separated by spaces; {@code --help-all} shows all
     */
    Commands(Group group, String summary, String usual) {
        this.group = group;
        this.summary = summary;
        this.usual = usual.isEmpty() ? List.of() : List.of(usual.split(" "));
    }

    /** @return its name on the command line; for a chapter it follows {@code course} */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return the group under which help lists it */
    Group group() {
        return group;
    }

    /** @return the options that people use most, in the order in which help shows them */
    List<OptionSpec> usual(CommandSpec spec) {
        return usual.stream().map(spec::findOption).toList();
    }

    /** @return the command of this name; empty if it is the program or picocli's {@code help} */
    static Optional<Commands> named(String label) {
        return Stream.of(values()).filter(each -> each.label().equals(label)).findFirst();
    }

    /**
     * @param named commands that may run or show their help; the others are only listed
     * @return the program
     */
    static CommandLine program(Set<Commands> named) {
        // A wildcard may put the name of somebody else's file on the command line: none is read for arguments.
        CommandLine program = new CommandLine(new CrosscheckCommand()).setExpandAtFiles(false);
        for (Commands each : values()) {
            CommandLine command = named.contains(each) ? each.made() : new CommandLine(CommandSpec.create());
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            usage.description(Stream.concat(Stream.of(each.summary), Stream.of(usage.description()))
                    .toArray(String[]::new));
            CommandLine parent =
                    each.group == Group.CHAPTER ? program.getSubcommands().get(COURSE.label()) : program;
            parent.addSubcommand(each.label(), command);
        }
        CommandLine help = new CommandLine(new CommandLine.HelpCommand());
        help.getCommandSpec().usageMessage().hidden(true);
        CommandLine completion = Conversions.register(new CommandLine(new CompletionCommand()));
        completion.getCommandSpec().addOption(UsageHelp.option());
        return program.addSubcommand(help).addSubcommand(completion);
    }

    private CommandLine made() {
        CommandLine command = Conversions.register(new CommandLine(command()));
        CommandSpec spec = command.getCommandSpec();
        if (command.getCommand() instanceof Subcommand made) {
            made.addOptions(spec);
        }
        spec.addOption(UsageHelp.option());
        spec.usageMessage().abbreviateSynopsis(true).footerHeading("%nExamples:%n");
        return command;
    }

    private Object command() {
        return switch (this) {
            case EXPLORE -> new ExploreCommand();
            case COURSE -> new CourseCommand();
            case PERCEPTRON -> new PerceptronCommand();
            case DESCENT -> new DescentCommand();
            case ACTIVATIONS -> new ActivationsCommand();
            case LOSSES -> new LossesCommand();
            case BACKPROP -> new BackpropCommand();
            case CONVOLUTION -> new ConvolutionCommand();
            case ERRATA -> new ErrataCommand();
            case TRAIN -> new TrainCommand();
            case EVALUATE -> new EvaluateCommand();
            case PREDICT -> new PredictCommand();
            case SERVE -> new ServeCommand();
            case EXPORT -> new ExportCommand();
            case INSPECT -> new InspectCommand();
            case VERIFY -> new VerifyCommand();
            case SWEEP -> new SweepCommand();
            case COMPARE -> new CompareCommand();
            case DOCTOR -> new DoctorCommand();
        };
    }
}
