package dev.crosscheck.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command of the program, with the options of output that every command has. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    CommandSpec command;

    @Mixin
    OutputOptions output;

    /** Adds options that no annotation can have. */
    void addOptions(CommandSpec spec) {}

    /** @return the exit code */
    abstract int run();

    @Override
    public final Integer call() {
        return output.run(this::run);
    }

    /** @return the refusal of a wrong command line */
    final ParameterException wrong(String message) {
        return Checks.wrong(command, message);
    }

    /** Refuses the value of an option outside a range; null is an option that was not given. */
    final void within(String option, Integer value, int least, int most) {
        if (value != null) {
            Checks.within(command, option, value, least, most);
        }
    }
}
