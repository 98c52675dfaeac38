package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.Verdict;
import java.util.List;
import java.util.Locale;

/** Verdicts for people: a row each, and below them what failed and why. */
final class VerdictTable {
    private static final List<String> HEADER =
            List.of("quantity", "worst absolute", "worst relative", "where", "share of tolerance", "verdict");

    private VerdictTable() {}

    /** Prints the table. */
    static void print(OutputOptions output, List<Verdict> verdicts) {
        output.printTable(HEADER, verdicts.stream().map(VerdictTable::row).toList());
        verdicts.stream()
                .filter(verdict -> !verdict.passed())
                .forEach(verdict -> output.print("FAIL %s: %s", verdict.quantity(), verdict.failure()));
    }

    private static List<String> row(Verdict verdict) {
        return List.of(
                verdict.quantity(),
                number("%.2e", verdict.largestAbsolute()),
                verdict.largestRelative() == null ? "-" : number("%.2e", verdict.largestRelative()),
                verdict.where().isEmpty() ? "-" : verdict.where(),
                number("%.1f%%", 100 * verdict.shareUsed()),
                verdict.passed() ? "ok" : "FAIL");
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
