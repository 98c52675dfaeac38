package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Verdicts for people: a row each, and below them what failed and why. */
final class VerdictTable {
    private static final String NONE = "-";

    private VerdictTable() {}

    /** Prints a row for each verdict. */
    static void print(OutputOptions output, List<Verdict> verdicts) {
        output.printTable(
                List.of("quantity", "absolute", "relative", "used", "verdict"),
                verdicts.stream()
                        .map(verdict -> List.of(
                                verdict.quantity(), absolute(verdict), relative(verdict), used(verdict), word(verdict)))
                        .toList());
        printFailures(output, verdicts);
    }

    /** The same, with the place of each deviation and its tolerance. */
    static void printInFull(OutputOptions output, List<Verdict> verdicts) {
        output.printTable(
                List.of("quantity", "absolute", "relative", "worst", "allowed", "used", "verdict"),
                verdicts.stream()
                        .map(verdict -> List.of(
                                verdict.quantity(),
                                absolute(verdict),
                                relative(verdict),
                                verdict.where().isEmpty() ? NONE : verdict.where(),
                                allowed(verdict),
                                used(verdict),
                                word(verdict)))
                        .toList());
        printFailures(output, verdicts);
    }

    /** Prints a row for each check, with the numbers of the verdict that uses most of its tolerance. */
    static void printChecks(OutputOptions output, List<Findings> checks) {
        List<List<String>> rows = new ArrayList<>();
        for (Findings check : checks) {
            Verdict worst = check.tightest();
            rows.add(List.of(
                    check.title(),
                    Integer.toString(check.verdicts().size()),
                    absolute(worst),
                    used(worst),
                    word(check.passed())));
        }
        output.printTable(List.of("check", "comparisons", "absolute", "used", "verdict"), rows);
        checks.forEach(check -> printFailures(output, check.verdicts()));
    }

    /** @return the verdict on anything, in a word */
    static String word(boolean passed) {
        return passed ? "ok" : "FAIL";
    }

    private static String word(Verdict verdict) {
        return isJudged(verdict) || !verdict.passed() ? word(verdict.passed()) : NONE;
    }

    private static void printFailures(OutputOptions output, List<Verdict> verdicts) {
        verdicts.stream()
                .filter(verdict -> !verdict.passed())
                .forEach(verdict -> output.print("FAIL %s: %s", verdict.quantity(), verdict.failure()));
    }

    private static String absolute(Verdict verdict) {
        return number("%.2e", verdict.largestAbsolute());
    }

    private static String relative(Verdict verdict) {
        return verdict.largestRelative() == null ? NONE : number("%.2e", verdict.largestRelative());
    }

    private static String allowed(Verdict verdict) {
        Tolerance tolerance = verdict.tolerance();
        if (!isJudged(verdict)) {
            return NONE;
        }
        return tolerance.absolute() > 0
                ? number("%.2g absolute", tolerance.absolute())
                : number("%.2g relative", tolerance.relative());
    }

    private static String used(Verdict verdict) {
        return isJudged(verdict) ? number("%.1f%%", 100 * verdict.shareUsed()) : NONE;
    }

    private static boolean isJudged(Verdict verdict) {
        return verdict.tolerance() != Tolerances.REPORTED;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
