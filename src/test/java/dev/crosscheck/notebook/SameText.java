package dev.crosscheck.notebook;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a text with the saved one: all but decimal numbers character by character.
 *
 * <p>A decimal number may differ by one unit of its last written place, or by {@link #RELATIVE} of its size, whichever is more.
 * The elementary functions of another virtual machine or processor may differ by an ulp, which tips a last digit that was
 * rounded and shows in numbers written in full. Whole numbers are counts and must be equal, NaN and infinity are words.
 */
final class SameText {
    /** A million ulps: room for an ulp that thousands of training steps have enlarged, too little for a wrong formula. */
    private static final BigDecimal RELATIVE = new BigDecimal("2e-10");

    private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+(?:[eE][-+]?\\d+)?");

    private SameText() {}

    /** @throws CellFailure naming the first difference */
    static void require(String what, String saved, String now) {
        Matcher savedNumbers = DECIMAL.matcher(saved);
        Matcher numbers = DECIMAL.matcher(now);
        int savedFrom = 0;
        int from = 0;
        while (savedNumbers.find()) {
            boolean found = numbers.find();
            requireEqual(
                    what,
                    saved.substring(savedFrom, savedNumbers.start()),
                    now.substring(from, found ? numbers.start() : now.length()));
            if (!found || !near(savedNumbers.group(), numbers.group())) {
                throw new CellFailure(what + ": saved " + savedNumbers.group() + ", now "
                        + (found ? numbers.group() : "none") + " after \""
                        + saved.substring(savedFrom, savedNumbers.start()).strip() + "\"");
            }
            savedFrom = savedNumbers.end();
            from = numbers.end();
        }
        requireEqual(what, saved.substring(savedFrom), now.substring(from));
    }

    private static void requireEqual(String what, String saved, String now) {
        if (!saved.equals(now)) {
            throw new CellFailure(what + ": saved \"" + saved + "\", now \"" + now + "\"");
        }
    }

    private static boolean near(String saved, String now) {
        BigDecimal expected = new BigDecimal(saved);
        BigDecimal lastPlace = expected.ulp();
        BigDecimal allowed = lastPlace.max(expected.abs().multiply(RELATIVE));
        return new BigDecimal(now).subtract(expected).abs().compareTo(allowed) <= 0;
    }
}
