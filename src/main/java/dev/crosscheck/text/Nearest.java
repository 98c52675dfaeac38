package dev.crosscheck.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known word that a misspelt one was probably meant to be. */
public final class Nearest {
    /** Largest edit distance that still counts as a typing error. */
    private static final int MOST_SLIPS = 3;

    /** Letters for each of which one edit is allowed. Of so short a word one edit leaves little, and the first letter must be right, too. */
    private static final int LETTERS_PER_SLIP = 3;

    /** Longest word that is compared, in characters: the time of a comparison is the product of the two lengths. */
    private static final int LONGEST_COMPARED = 60;

    private Nearest() {}

    /**
     * @param word the misspelt word, in any case
     * @param known the valid words
     * @return the known word with the smallest edit distance (insertions, deletions, substitutions, swaps of neighbours): at most three
     *     edits, and at most one for every three letters of the longer word; words of three letters begin alike. The alphabetically first of
     *     several; empty if there is none
     */
    public static Optional<String> of(String word, Collection<String> known) {
        String written = folded(word);
        return known.stream()
                .filter(candidate -> isNear(written, folded(candidate)))
                .min(Comparator.comparingInt((String candidate) -> distance(written, folded(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** @return the suggestion as the end of a message, such as {@code  (did you mean relu?)}; empty if there is none */
    public static String hint(String word, Collection<String> known) {
        return of(word, known).map(meant -> " (did you mean " + meant + "?)").orElse("");
    }

    private static boolean isNear(String one, String other) {
        int longer = Math.max(one.length(), other.length());
        int most = Math.min(MOST_SLIPS, longer / LETTERS_PER_SLIP);
        return Math.abs(one.length() - other.length()) <= most
                && (longer > LETTERS_PER_SLIP || one.startsWith(other.substring(0, Math.min(1, other.length()))))
                && distance(one, other) <= most;
    }

    private static String folded(String word) {
        return word.substring(0, Math.min(word.length(), LONGEST_COMPARED)).toLowerCase(Locale.ROOT);
    }

    private static int distance(String from, String to) {
        int[][] slips = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : least(slips, from, to, i, j);
            }
        }
        return slips[from.length()][to.length()];
    }

    private static int least(int[][] slips, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(slips[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
    }
}
