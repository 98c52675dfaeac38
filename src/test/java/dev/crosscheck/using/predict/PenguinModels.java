package dev.crosscheck.using.predict;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Networks for the penguins' table, of smooth functions and with weights that are drawn, so that no answer is sure. */
public final class PenguinModels {
    private PenguinModels() {}

    /** @return a model that answers this column: {@code sex} by one probability */
    public static TableModel of(String target) {
        return of(target, TableOptions.FOUND);
    }

    /** @return a model whose training left a column out */
    public static TableModel without(String column, String target) {
        return of(target, TableOptions.FOUND.withColumns(Set.of(), Set.of(), Set.of(column)));
    }

    private static TableModel of(String target, TableOptions options) {
        Table table = Table.read(Path.of("data", "penguins", "penguins.csv"), options);
        TargetColumn column = TargetColumn.of(table, target, null);
        Preprocessing fitted = Preprocessing.fit(table, column, column.rows(), null);
        Activation output = switch (target) {
            case "species", "island" -> Softmax.SOFTMAX;
            case "sex" -> Elementwise.SIGMOID;
            default -> Elementwise.IDENTITY;
        };
        int outputs = output == Softmax.SOFTMAX ? 3 : 1;
        Network network = Network.of(fitted.width(), List.of(6, 5), outputs, Elementwise.TANH, output);
        return new TableModel(network, network.initial(3), fitted, Decision.NONE);
    }
}
