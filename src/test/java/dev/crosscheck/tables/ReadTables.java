package dev.crosscheck.tables;

import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TargetColumn;
import java.nio.file.Path;

/** Tables that tests train on, as {@code train} reads them: a fifth of the rows to test on. */
final class ReadTables {
    static final Path PENGUINS = Path.of("data", "penguins", "penguins.csv");

    private ReadTables() {}

    static TableSource source(String target, String splitBy) {
        return new TableSource(TableOptions.FOUND, target, null, new Share(0.2, 0), splitBy, null, null, null);
    }

    /** @param validation how many of the other rows to validate on */
    static TableData data(Path file, TableSource source, int validation, boolean oneOutput) {
        TableFiles files = TableFiles.read(file, source);
        TargetColumn column = TargetColumn.of(files.table(), source.target(), null);
        Split split = files.split(column, new Share(0, validation), 7);
        Preprocessing fitted = Preprocessing.fit(files.table(), column, split.train(), source.splitBy());
        return TableData.of(files, fitted, split, oneOutput);
    }
}
