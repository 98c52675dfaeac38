package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Excerpt;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Columns by their names, in messages. */
final class Columns {
    /** So many names are told to who asked for another one. */
    private static final int MOST_TOLD = 12;

    /** Comparing names takes the product of their lengths; whoever mistypes a name does it in its beginning, too. */
    private static final int LONGEST_COMPARED = 60;

    /** The role of a column in {@link #unknown}. */
    static final String OF_MODEL = ", which the model takes";

    private Columns() {}

    static String quoted(String name) {
        return Excerpt.quoted(name);
    }

    /** {@code file, line 7, column "x"}. */
    static String place(String file, int line, String column) {
        return file + ", line " + line + ", column " + quoted(column);
    }

    /** @param role what it is wanted for, as words behind its name, or nothing */
    static CrosscheckException unknown(String file, String role, String name, List<String> names) {
        return new CrosscheckException(
                file + ": expected a column " + quoted(name) + role + ", found none of that name.",
                nearest(name, names)
                                .map(near -> "Did you mean " + quoted(near) + "? ")
                                .orElse("")
                        + told(names));
    }

    private static String told(List<String> names) {
        String shown = String.join(
                ", ", names.stream().limit(MOST_TOLD).map(Excerpt::of).toList());
        int more = names.size() - MOST_TOLD;
        return "The columns are: " + shown + (more > 0 ? " and " + more + " more." : ".");
    }

    /** @return the name that differs from this one by the fewest letters, if they are fewer than half of it */
    static Optional<String> nearest(String name, List<String> names) {
        String nearest = null;
        int least = Math.max(2, (Math.min(name.length(), LONGEST_COMPARED) + 1) / 2);
        for (String other : names) {
            int distance = distance(cut(name), cut(other));
            if (distance < least) {
                least = distance;
                nearest = other;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_COMPARED)).toLowerCase(Locale.ROOT);
    }

    /** How many letters have to be put in, left out or replaced to come from one text to the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
