package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class VerdictTableTest {
    private static final Tolerance LOOSE = new Tolerance(0.25, 0.125, "for the test");

    @Command(name = "test")
    private static final class Host implements Runnable {
        @Mixin
        private OutputOptions output;

        private final List<Verdict> verdicts;

        Host(List<Verdict> verdicts) {
            this.verdicts = verdicts;
        }

        @Override
        public void run() {
            VerdictTable.print(output, verdicts);
        }
    }

    private static String printed(Comparison... comparisons) {
        StringWriter out = new StringWriter();
        List<Verdict> verdicts =
                List.of(comparisons).stream().map(Comparison::verdict).toList();
        new CommandLine(new Host(verdicts)).setOut(new PrintWriter(out, true)).execute();
        return out.toString();
    }

    @Test
    void aRowAVerdictAndBelowThemWhatFailed() {
        Comparison equal = new Comparison("outputs", LOOSE);
        equal.add(Comparison.NO_STEP, "y", 2, 2);
        Comparison near = new Comparison("weights", LOOSE);
        near.add(17, "W1", new double[] {1, 2}, new double[] {1, 2.25});
        Comparison small = new Comparison("losses", LOOSE);
        small.add(17, "loss", 0, 0.125);
        Comparison wrong = new Comparison("gradients", LOOSE);
        wrong.add(3, "b1", 1, Double.NaN);
        assertEquals("""
                quantity   absolute  relative       used  verdict
                -------------------------------------------------
                outputs    0.00e+00  0.00e+00       0.0%  ok
                weights    2.50e-01  1.11e-01        50%  ok
                losses     1.25e-01         -        50%  ok
                gradients  Infinity  Infinity  Infinity%  FAIL
                FAIL gradients: b1 at step 3: expected 1.0, found NaN
                """, printed(equal, near, small, wrong));
    }
}
