package dev.crosscheck.course.errata;

import java.util.List;

/**
 * A slip in one of the course's listings, beside the right form, with the numbers that each gives.
 *
 * @param where section and place
 * @param published what the listing does
 * @param correct what is right
 * @param consequence what the slip does, and why it may go unnoticed
 * @param findings the numbers, measured when this was made
 */
public record Erratum(String where, String published, String correct, String consequence, List<Finding> findings) {

    /**
     * One quantity measured on both forms.
     *
     * @param quantity what was measured
     * @param published what the listing's form gives
     * @param correct what the right form gives
     */
    public record Finding(String quantity, double published, double correct) {}

    /** Copies the findings, of which there must be some. */
    public Erratum {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("an erratum without a finding: " + where);
        }
    }
}
