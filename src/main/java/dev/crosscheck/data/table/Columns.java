package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Nearest;
import dev.crosscheck.Printable;
import java.util.List;

final class Columns {
    /** Maximum number of names in the message about an unknown column. */
    private static final int MOST_LISTED = 12;

    /** The role of a column in {@link #unknown}. */
    static final String OF_MODEL = ", which the model takes";

    private Columns() {}

    /** @return {@code file, line 7, column "x"} */
    static String place(String file, int line, String column) {
        return file + ", line " + line + ", column " + Printable.quoted(column);
    }

    /** @param role the purpose of the column, as words after its name; may be empty */
    static CrosscheckException unknown(String file, String role, String name, List<String> names) {
        return new CrosscheckException(
                file + ": expected a column " + Printable.quoted(name) + role + ", found none of that name.",
                Nearest.of(name, names)
                                .map(near -> "Did you mean " + Printable.quoted(near) + "? ")
                                .orElse("")
                        + listed(names));
    }

    private static String listed(List<String> names) {
        String shown = String.join(
                ", ", names.stream().limit(MOST_LISTED).map(Printable::excerpt).toList());
        int more = names.size() - MOST_LISTED;
        return "The columns are: " + shown + (more > 0 ? " and " + more + " more." : ".");
    }
}
