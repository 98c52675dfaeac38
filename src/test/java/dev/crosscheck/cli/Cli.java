package dev.crosscheck.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.ToIntBiFunction;
import picocli.CommandLine;

/**
 * One call of the command line.
 *
 * @param code exit code
 * @param out what it printed
 * @param err what it printed on standard error
 */
record Cli(int code, String out, String err) {
    static Cli run(String... args) {
        return run((out, err) -> CrosscheckCommand.execute(out, err, args));
    }

    /** The same of a program whose commands were changed. */
    static Cli run(CommandLine program, String... args) {
        return run((out, err) -> CrosscheckCommand.execute(program, out, err, args));
    }

    private static Cli run(ToIntBiFunction<PrintWriter, PrintWriter> call) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = call.applyAsInt(new PrintWriter(out, true), new PrintWriter(err, true));
        return new Cli(code, out.toString(), err.toString().replace("\r\n", "\n"));
    }

    /** @return what it printed, with wrapped sentences on one line each */
    String sentences() {
        return out.replaceAll("\\R {2}(?=\\S)", " ");
    }
}
