package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Lets the fuzzers in to this package's readers. */
public final class TableDoor {
    private TableDoor() {}

    /** Reads a table, and learns its last column as {@code train} does. */
    public static void table(byte[] file) {
        Table table = Table.read("input", file, TableOptions.FOUND);
        List<ColumnSummary> summaries = ColumnSummary.of(table);
        summaries.forEach(ColumnSummary::cells);
        List<String> names = table.names();
        TargetColumn target = TargetColumn.of(table, names.get(names.size() - 1), null);
        Split split = Split.of(target, target.rows(), Share.NONE, new Share(0.2, 0), 1);
        Preprocessing fitted = Preprocessing.fit(table, target, split.train(), null);
        TableWarning.of(table, target, fitted, split, true);
        Inputs.features(fitted, table, split.train());
        preprocessing(fitted.json());
    }

    /** Reads how a model prepares raw rows, and prepares one. */
    public static void preprocessing(byte[] json) {
        try {
            Preprocessing read = Preprocessing.parse(json);
            Inputs.features(read, Map.of(), new float[read.width()], 0);
        } catch (Mismatch e) {
            throw new CrosscheckException(e.getMessage(), "none", e);
        }
    }

    /** @return one that has something of everything */
    public static byte[] seed() {
        StringBuilder text = new StringBuilder("x,price,day,place,note,kind\n");
        for (int row = 0; row < 60; row++) {
            text.append(row % 9 == 0 ? "NA" : row % 7)
                    .append(",$")
                    .append(row)
                    .append(".50,2024-02-")
                    .append(10 + row % 19);
            text.append(row % 3 == 0 ? ",p" : ",q" + row) // most are rare
                    .append(",a \"\"note\"\" of ")
                    .append(row % 3)
                    .append(row % 2 == 0 ? ",a\n" : ",b\n");
        }
        byte[] file = text.toString().getBytes(StandardCharsets.UTF_8);
        Table table = Table.read("seed", file, TableOptions.FOUND);
        TargetColumn target = TargetColumn.of(table, "kind", null);
        return Preprocessing.fit(table, target, target.rows(), null).json();
    }

    /** @return a table that has something of everything */
    public static byte[] csvSeed() {
        String text =
                "x,n,\"c, d\",id,kind\n1.5,1,red,a1,a\n-2e3,,\"blue \"\"x\"\"\",b2,b\n0.25,3,NA,c3,a\n7,4,red,d4,b\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
