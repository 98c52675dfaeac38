import dev.crosscheck.tables.TableResult;
import dev.crosscheck.tables.TableTraining;
import dev.crosscheck.tables.TableWishes;
import dev.crosscheck.using.predict.TableModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trains on a table, says what the answers are worth, and answers a row. */
public final class TableExample {
    public static void main(String... args) {
        TableWishes wishes = TableWishes.of(args[1]).with("seed:7");
        TableResult trained = TableTraining.train(Path.of(args[0]), wishes, new TableTraining.Listener() {});
        System.out.println(trained.worth().words());
        System.out.println("parameters " + trained.model().parametersSha256());
        trained.model().save(Path.of("table.safetensors"));

        Map<String, String> row = new TreeMap<>();
        Stream.of(args).skip(2).map(cell -> cell.split("=")).forEach(cell -> row.put(cell[0], cell[1]));
        TableModel.Answer answer = TableModel.of(trained.model()).predict(row);
        System.out.println(answer.text() + "; 90 % are from " + answer.low() + " to " + answer.high());
    }
}
