package dev.crosscheck.showing.report;

import dev.crosscheck.course.errata.Erratum;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the comparison report shows, and what its JSON holds.
 *
 * @param created when, ISO 8601 in UTC
 * @param seconds how long the checks took
 * @param environment where they ran, by name
 * @param findings of each check
 * @param mutants the outcome of each
 * @param notVerified what the checks say nothing about
 * @param pictures of the course's sections
 * @param errata the slips in the course's listings, measured
 */
public record Report(
        String created,
        double seconds,
        Map<String, String> environment,
        List<Findings> findings,
        List<MutantOutcome> mutants,
        List<Gap> notVerified,
        List<Picture> pictures,
        List<Erratum> errata) {

    /**
     * Something that was not verified.
     *
     * @param what in a few words
     * @param reason why not, up to a full stop
     */
    public record Gap(String what, String reason) {}

    /**
     * A picture of the report.
     *
     * @param caption the line below it
     * @param file the PNG picture, which is embedded in the page; left out if it does not exist
     */
    public record Picture(String caption, Path file) {}

    /** @return number of checks in which something disagrees */
    public long disagreements() {
        return findings.stream().filter(result -> !result.passed()).count();
    }

    /** @return number of mutants that no check caught */
    public long survivors() {
        return mutants.stream().filter(mutant -> !mutant.caught()).count();
    }
}
