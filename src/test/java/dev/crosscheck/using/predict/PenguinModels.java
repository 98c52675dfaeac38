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

/** Networks for the penguins' table, of smooth functions and with weights that are drawn, so that no answer is sure. */
public final class PenguinModels {
    private PenguinModels() {}

    /** @return a model that answers this column: {@code sex} by one probability */
    public static TableModel of(String target) {
        Table table = Table.read(Path.of("data", "penguins", "penguins.csv"), TableOptions.FOUND);
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
