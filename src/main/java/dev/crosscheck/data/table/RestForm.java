package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.Locale;

/**
 * A column of categories of which only the frequent ones have features of their own. All others, also those that do not occur in the training part,
 * are read as one more category.
 *
 * @param category the name of that category, which no cell has
 * @param rare the number of rare categories in the training part
 * @param rows the number of training rows that have one of them
 */
public record RestForm(String category, int rare, int rows) implements CellForm {
    /** @throws Members.Unfit if a member is out of range */
    public RestForm {
        Members.length("category", category, 1, Input.OfCategory.LONGEST);
        Members.whole("rare", rare, 1, Integer.MAX_VALUE);
        Members.whole("rows", rows, 1, Integer.MAX_VALUE);
    }

    @Override
    public RestForm rest() {
        return this;
    }

    @Override
    public String words() {
        return String.format(Locale.ROOT, "%,d rare ones in %,d rows are \"%s\"", rare, rows, category);
    }
}
