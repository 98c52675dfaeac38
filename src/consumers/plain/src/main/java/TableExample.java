import dev.crosscheck.model.Model;
import dev.crosscheck.using.predict.TableModel;
import java.nio.file.Path;
import java.util.Map;

/** How heavy is this penguin? */
public final class TableExample {
    public static void main(String... args) {
        TableModel model = TableModel.of(Model.load(Path.of(args[0])));
        Map<String, String> row = Map.of(
                "species",
                "Adelie",
                "island",
                "Torgersen",
                "sex",
                "male",
                "year",
                "2007",
                "bill_length_mm",
                "39.1",
                "bill_depth_mm",
                "18.7",
                "flipper_length_mm",
                "181");
        TableModel.Answer mass = model.predict(row);
        System.out.println(mass.text() + " g; 90 % are from " + mass.low() + " to " + mass.high());
    }
}
