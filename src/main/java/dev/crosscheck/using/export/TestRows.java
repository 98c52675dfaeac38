package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Preprocessing;
import java.util.List;

/**
 * Raw rows that files are run on.
 *
 * @param preprocessing of the model
 * @param rows texts of cells, in the order of the preprocessing's inputs
 */
record TestRows(Preprocessing preprocessing, List<List<String>> rows) {

    int size() {
        return rows.size();
    }

    /** @return whether a cell stands for a missing value */
    boolean isMissing(int row, int column) {
        String cell = cell(row, column);
        return cell.isEmpty() || preprocessing.missing().contains(cell);
    }

    /** @return a cell without white space around it */
    String cell(int row, int column) {
        return rows.get(row).get(column).strip();
    }
}
