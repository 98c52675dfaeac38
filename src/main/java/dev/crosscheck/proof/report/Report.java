package dev.crosscheck.proof.report;

import dev.crosscheck.course.errata.Erratum;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import java.util.List;
import java.util.Map;

/**
 * The content of the comparison report and of its JSON file.
 *
 * @param created time, ISO 8601 in UTC
 * @param seconds duration of the checks
 * @param environment hardware and versions, by name
 * @param findings findings of each check
 * @param mutants outcome of each mutant
 * @param errata errors in the course's listings, with measurements
 */
public record Report(
        String created,
        double seconds,
        Map<String, String> environment,
        List<Findings> findings,
        List<MutantOutcome> mutants,
        List<Erratum> errata) {

    /** @return the number of checks with a disagreement */
    public long disagreements() {
        return findings.stream().filter(result -> !result.passed()).count();
    }

    /** @return the number of mutants that no check caught */
    public long survivors() {
        return mutants.stream().filter(mutant -> !mutant.caught()).count();
    }
}
