package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Nearest;
import dev.crosscheck.run.Excerpt;
import java.util.List;

/** Columns by their names, in messages. */
final class Columns {
    /** Names that a message lists where a column was not found. */
    private static final int MOST_LISTED = 12;

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

    /** @param role what it is wanted for, as words after its name, or nothing */
    static CrosscheckException unknown(String file, String role, String name, List<String> names) {
        return new CrosscheckException(
                file + ": expected a column " + quoted(name) + role + ", found none of that name.",
                Nearest.of(name, names)
                                .map(near -> "Did you mean " + quoted(near) + "? ")
                                .orElse("")
                        + listed(names));
    }

    private static String listed(List<String> names) {
        String shown = String.join(
                ", ", names.stream().limit(MOST_LISTED).map(Excerpt::of).toList());
        int more = names.size() - MOST_LISTED;
        return "The columns are: " + shown + (more > 0 ? " and " + more + " more." : ".");
    }
}
