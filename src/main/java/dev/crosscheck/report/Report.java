package dev.crosscheck.report;

import dev.crosscheck.compare.Findings;
import dev.crosscheck.compare.MutantOutcome;
import java.util.List;
import java.util.Map;

/**
 * What the comparison report shows, and what its JSON holds.
 *
 * @param created when, ISO 8601 in UTC
 * @param seconds how long the checks took
 * @param environment what they ran on, by name
 * @param findings of each check
 * @param mutants what became of each
 * @param sections more of the page: pictures, errata
 */
public record Report(
        String created,
        double seconds,
        Map<String, String> environment,
        List<Findings> findings,
        List<MutantOutcome> mutants,
        List<Section> sections) {

    /**
     * A part of the page that another command makes.
     *
     * @param title its heading, text
     * @param html its body, as it stands; must need nothing from outside the page
     */
    public record Section(String title, String html) {}

    /** @return number of checks in which something disagrees */
    public long disagreements() {
        return findings.stream().filter(result -> !result.passed()).count();
    }

    /** @return number of mutants that no check caught */
    public long survivors() {
        return mutants.stream().filter(mutant -> !mutant.caught()).count();
    }
}
