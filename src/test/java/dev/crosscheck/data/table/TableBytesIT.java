package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import dev.crosscheck.run.Json;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableBytesIT extends HostileBytes {
    private static final int COLUMNS = 10_000;

    /** Reads a table, and learns its last column as {@code train} does. */
    @FuzzTest
    void csv(byte[] file) throws IOException {
        hold(HostileKind.CSV, file, () -> {
            Table table = Table.read("input", file, TableOptions.FOUND);
            List<ColumnSummary> summaries = ColumnSummary.of(table);
            summaries.forEach(ColumnSummary::cells);
            List<String> names = table.names();
            TargetColumn target = TargetColumn.of(table, names.get(names.size() - 1), null);
            Split split = Split.of(target, target.rows(), Share.NONE, new Share(0.2, 0), 1);
            Preprocessing fitted = Preprocessing.fit(table, target, split.train(), null);
            TableWarning.of(table, target, fitted, split, true, 1);
            Inputs.features(fitted, table, split.train());
            prepare(Json.text(fitted).getBytes(StandardCharsets.UTF_8));
        });
    }

    /** How a model prepares raw rows. */
    @FuzzTest
    void preprocessing(byte[] json) throws IOException {
        hold(HostileKind.PREPROCESSING, json, () -> prepare(json));
    }

    private static void prepare(byte[] json) throws IOException {
        Preprocessing read = Json.read(json, Preprocessing.class);
        Inputs.features(read, Map.of(), new float[read.width()], 0);
    }

    /** Rows of the same cell in each column, where @ stands for three letters of the column. */
    @ParameterizedTest
    @ValueSource(strings = {"@$1 2@€ @£3", "2020-01-01 2021-12-31 2022-06-30"})
    void manyColumnsAreReadInTheMemoryThatAnInputMayTake(String cells) {
        assumeTrue(OWN_PROCESS, "Maven starts a process with little memory for this");
        StringBuilder text = new StringBuilder("c0");
        for (int column = 1; column < COLUMNS; column++) {
            text.append(";c").append(column);
        }
        for (String cell : cells.split(" ")) {
            for (int column = 0; column < COLUMNS; column++) {
                String letters =
                        "" + (char) ('A' + column / 676) + (char) ('A' + column / 26 % 26) + (char) ('A' + column % 26);
                text.append(column == 0 ? '\n' : ';').append(cell.replace("@", letters));
            }
        }
        byte[] file = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        text = null;
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        byte[] taken = new byte[(int) (Runtime.getRuntime().maxMemory() - used - MOST_BYTES)];
        Table table = Table.read("t.csv", file, TableOptions.FOUND);
        assertEquals(COLUMNS, table.columns().size());
        Reference.reachabilityFence(taken);
    }
}
