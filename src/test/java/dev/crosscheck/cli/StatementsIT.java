package dev.crosscheck.cli;

import org.junit.jupiter.api.Test;

class StatementsIT extends CommandLines {
    @Test
    void x() throws Exception {
        write("made.csv", DrawnRuns.table(1));
        for (String line : DrawnRuns.lines()) {
            Cli cli = run(line + " --out DIR/run" + Math.abs(line.hashCode()));
            System.out.println("##### " + line + "\n" + cli.sentences() + "\n--- " + cli.err());
        }
    }
}
