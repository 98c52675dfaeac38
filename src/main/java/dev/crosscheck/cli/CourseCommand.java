package dev.crosscheck.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The course, whose chapters are commands; without one, it lists them. */
@Command(
        description =
                "The course is a widely read Chinese tutorial of 2025, which the README names. The last chapter, on handwritten"
                        + " digits, is the command train.",
        synopsisSubcommandLabel = "[CHAPTER]",
        footer = {
            "  crosscheck course perceptron --gate XOR",
            "  crosscheck course backprop --hidden 8,8 --activation relu",
            "  crosscheck course errata"
        })
final class CourseCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
