package dev.crosscheck;

import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.cli.Printer;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.run.LogSetup;
import java.util.Optional;

/** The program's entry point. */
public final class Main {
    private Main() {}

    /**
     * Runs a command. If it failed, or what it printed could not be written, the process ends with an exit code. After success the method
     * returns, so that a Maven that runs it in its own process goes on.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.setProperty(LogSetup.PROGRAM, "true");
        System.setProperty("java.awt.headless", "true");
        System.setProperty("picocli.disable.closures", "true"); // would look for Groovy in every jar
        Printer out = Printer.standardOutput();
        Printer err = Printer.standardError();
        int code = 0;
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            // Scripts ask for it often, and it needs no parser, which takes longer to load than Java itself.
            for (String line : BuildInfo.load().lines()) {
                out.println(line);
            }
        } else {
            code = CrosscheckCommand.execute(out, err, args);
        }
        Optional<String> unprinted = out.finish();
        if (unprinted.isPresent()) {
            err.println(unprinted.get());
            code = Math.max(code, 1);
        }
        err.finish();
        if (code != 0) {
            System.exit(code);
        }
    }
}
