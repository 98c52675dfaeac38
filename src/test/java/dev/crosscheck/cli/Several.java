package dev.crosscheck.cli;

/** Runs several command lines one after the other in one process, each of them one argument. */
final class Several {
    private Several() {}

    public static void main(String[] args) {
        Printer out = Printer.standardOutput();
        Printer err = Printer.standardError();
        for (String line : args) {
            CrosscheckCommand.execute(out, err, line.split(" "));
        }
        out.finish();
        err.finish();
    }
}
