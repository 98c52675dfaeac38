package dev.crosscheck.course.errata;

import java.util.List;

/**
 * An error in one of the course's listings, with the correction and the numbers that both give.
 *
 * @param where section and place
 * @param published what the listing does
 * @param correct the correction
 * @param consequence the effect of the error, and why it may go unnoticed
 * @param findings measured values
 */
public record Erratum(String where, String published, String correct, String consequence, List<Finding> findings) {

    /**
     * A quantity that was measured with both forms.
     *
     * @param quantity description of the quantity
     * @param published value with the listing's form
     * @param correct value with the corrected form
     */
    public record Finding(String quantity, double published, double correct) {}
}
