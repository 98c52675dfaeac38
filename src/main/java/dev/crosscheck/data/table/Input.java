package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import java.util.List;

/**
 * A column that a network uses: how its cells are read, and how what was read becomes features. Everything that is done with a column follows from these
 * two.
 */
public record Input(String column, Reading reading, Encoding encoding) {
    /** Larger numbers are refused. */
    public static final double LARGEST = Decimal.LARGEST;

    public Input {
        Members.plain("column", column, 1, CsvFile.LONGEST_NAME);
        Members.require("reading", reading != null, "how cells are read", "none");
        Members.require("encoding", encoding != null, "how numbers become features", "none");
        int categories = encoding.categories();
        Members.require("encoding", categories == reading.texts().size(), "features of each category", categories);
        boolean words = encoding.equals(reading);
        Members.require("encoding", words || reading.width() == 1, "features of words", encoding);
    }

    static void checkName(String name) {
        Members.plain("name", name, 1, CsvFile.LONGEST_NAME);
    }

    public int width() {
        return encoding.features().width();
    }

    /** @return whether the table keeps its cells as texts, not as numbers or dates */
    boolean readsTexts() {
        return encoding.categories() > 0 || reading.width() > 1;
    }

    public List<String> features() {
        return encoding.names(column, reading.texts());
    }

    /** @return what is done with the column, in a few words */
    public String words() {
        String odd = reading.odd().words();
        return encoding.words(reading) + (odd.isEmpty() ? "" : "; " + odd);
    }

    /** @return whether a cell of another form counts as missing, because there were such cells in the training table */
    public boolean forgives() {
        return reading.odd().cells() > 0;
    }

    /** @return a cell as it might stand in the table */
    public String example() {
        return reading.write(encoding.usual());
    }
}
