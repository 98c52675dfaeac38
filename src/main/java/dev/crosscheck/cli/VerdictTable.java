package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.text.Text;
import java.util.List;

/** Prints verdicts as a table, and below it each failure with its reason. */
final class VerdictTable {
    private static final int TEN = 10; // percent: above, decimals do not matter

    private VerdictTable() {}

    /** Prints a check: what it compared, then a row for each verdict. */
    static void print(OutputOptions output, Findings check) {
        output.print("%s", check.title());
        output.print("%s", check.note());
        print(output, check.verdicts());
        output.print("");
    }

    /** Prints a row for each verdict; places and tolerances are in its failure, and in the JSON. */
    static void print(OutputOptions output, List<Verdict> verdicts) {
        output.printTable(
                List.of("quantity", "absolute", "used", "verdict"),
                verdicts,
                verdict -> List.of(verdict.quantity(), absolute(verdict), used(verdict), word(verdict.passed())));
        printFailures(output, verdicts);
    }

    /** Prints a row for each check, with the numbers of the verdict that used the largest share of its tolerance. */
    static void printChecks(OutputOptions output, List<Findings> checks) {
        output.printTable(
                List.of("check", "comparisons", "absolute", "used", "verdict"),
                checks,
                check -> List.of(
                        check.title(),
                        check.verdicts().size(),
                        absolute(check.tightest()),
                        used(check.tightest()),
                        word(check.passed())));
        checks.forEach(check -> printFailures(output, check.verdicts()));
    }

    /** @return {@code ok} or {@code FAIL} */
    static String word(boolean passed) {
        return passed ? "ok" : "FAIL";
    }

    private static void printFailures(OutputOptions output, List<Verdict> verdicts) {
        verdicts.stream()
                .filter(verdict -> !verdict.passed())
                .forEach(verdict -> output.print("FAIL %s: %s", verdict.quantity(), verdict.failure()));
    }

    private static String absolute(Verdict verdict) {
        return Text.of("%.2e", verdict.largestAbsolute());
    }

    private static String used(Verdict verdict) {
        double percent = 100 * verdict.shareUsed();
        return Text.of(percent < TEN ? "%.1f%%" : "%.0f%%", percent);
    }
}
