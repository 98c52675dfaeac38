package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. Without a command, {@code train} runs. */
@Command(
        name = "crosscheck",
        description = "Neural-network fundamentals by hand, checked against Deeplearning4j and trained on MNIST.",
        mixinStandardHelpOptions = true,
        versionProvider = CrosscheckCommand.Version.class,
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nWithout a command, \"train\" runs. Examples:%n",
        footer = {
            "  crosscheck                        train with the defaults",
            "  crosscheck --epochs 3             train for three epochs",
            "  crosscheck evaluate runs/NAME     test what a run trained",
            "  crosscheck course backprop        learn XOR by hand-written backpropagation",
            "  crosscheck verify                 check everything written by hand",
            "  crosscheck doctor                 see which device is used, and why",
            "",
            "Help with a command: crosscheck COMMAND --help",
            "Exit codes: 0 fine, 1 failure, 2 wrong usage, 3 a numeric check disagreed."
        })
public final class CrosscheckCommand implements Runnable {
    private static final Set<String> ROOT_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    @Spec
    private CommandSpec spec;

    /**
     * Parses and runs a command line.
     *
     * @param out for results
     * @param err for errors
     * @param args the command line
     * @return the exit code
     */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return execute(parser(named(args)), out, err, args);
    }

    /** As {@link #execute(PrintWriter, PrintWriter, String...)}, with a parser whose commands may have been changed. */
    static int execute(CommandLine parser, PrintWriter out, PrintWriter err, String... args) {
        // Unlike picocli's own strategy, this one never prints to the System.out that was there when it was made.
        CommandLine commandLine = parser.setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> new RunLast().execute(parsed))
                .setParameterExceptionHandler(CrosscheckCommand::wrongUsage)
                .setExecutionExceptionHandler((e, failing, parsed) -> failed(e, err, isVerbose(failing)));
        try {
            return commandLine.execute(withDefaultCommand(args));
        } catch (Error e) {
            // Picocli handles exceptions only.
            return failed(e, err, isVerbose(commandLine));
        } finally {
            FolderOptions.removeEmpty(commandLine.getCommandSpec());
        }
    }

    /** @return the parser of any command line */
    public static CommandLine parser() {
        return parser(Set.of(Commands.values()));
    }

    /** @param named all commands that the command line names */
    static CommandLine parser(Set<Commands> named) {
        return UsageHelp.of(Commands.program(named));
    }

    /** @return the commands whose names are among the words */
    private static Set<Commands> named(String... args) {
        List<String> words = List.of(withDefaultCommand(args));
        Set<Commands> named = EnumSet.allOf(Commands.class);
        named.removeIf(command -> !words.contains(command.label()));
        return named;
    }

    /** Puts {@code train} in front where no command is named. */
    private static String[] withDefaultCommand(String... args) {
        if (args.length > 0 && (!args[0].startsWith("-") || ROOT_OPTIONS.contains(args[0]))) {
            return args;
        }
        String[] all = new String[args.length + 1];
        all[0] = Commands.TRAIN.label();
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private static int wrongUsage(ParameterException e, String... args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(Printable.message(Printable.line(Failure.firstLine(e.getMessage()) + suggestion(e))));
        String help = help(e.getCommandLine().getCommandSpec(), "--help");
        err.println("See " + (help.endsWith("\"") ? help : "\"" + help + "\"") + ".");
        return ExitCode.USAGE;
    }

    /** @return the line that shows a command's help */
    static String help(CommandSpec command, String option) {
        String[] words = (command.qualifiedName() + " " + option).split(" ");
        return Invocation.command(Arrays.copyOfRange(words, 1, words.length));
    }

    static String suggestion(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String word = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().get(0)
                : e.getMessage().startsWith("Unknown subcommand") ? e.getValue() : "";
        if (word.startsWith("-")) {
            return Nearest.hint(word, command.getCommandSpec().optionsMap().keySet());
        }
        return Nearest.hint(word, command.getSubcommands().keySet());
    }

    private static int failed(Throwable thrown, PrintWriter err, boolean verbose) {
        Failure failure = Failure.of(thrown);
        err.println(failure.problem());
        err.println(failure.remedy());
        for (Throwable later : thrown.getSuppressed()) {
            if (later instanceof CrosscheckException) {
                err.println("Also failed: " + Failure.of(later).problem());
            }
        }
        if (verbose) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            err.print(Printable.text(trace.toString()));
            err.flush();
        }
        return ExitCode.FAILURE;
    }

    private static boolean isVerbose(CommandLine commandLine) {
        ParseResult parsed = commandLine.getParseResult();
        return parsed != null
                && parsed.asCommandLineList().stream()
                        .anyMatch(part -> part.getParseResult().hasMatchedOption("--verbose"));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command was named.");
    }

    /** The versions of this program, of Deeplearning4j and of Java. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return BuildInfo.load().lines();
        }
    }
}
