package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.FitOptions;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.NumberColumn;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.data.table.WordsForm;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partial dependence beside a recomputation: the held-out rows' cells are changed in the file's text, which is read and answered again. */
class PartialDependenceTest {
    private static final int HELD = 60;

    /** The bucket of "good" among seven, counted from 1; "bad" is in another. */
    private static final int GOOD = 1;

    @TempDir
    private Path folder;

    @Test
    void aChangedFileGivesTheSame() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder text = new StringBuilder("a,colour,b,review,day,y\n");
        for (int i = 0; i < 300; i++) {
            // Of most colours there are few rows, so that their means are inputs beside red and the rest.
            int colour = random.nextInt(4) == 0 ? -1 : random.nextInt(250);
            text.append(random.nextDouble()).append(colour < 0 ? ",red," : ",c" + colour + ",");
            text.append(random.nextInt(90))
                    .append(random.nextBoolean() ? ",good," : ",bad,")
                    .append(LocalDate.of(2001, 1, 1).plusDays(random.nextInt(4000)))
                    .append(',')
                    .append(random.nextDouble() + colour)
                    .append('\n');
        }
        TableOptions reading = TableOptions.FOUND.withForms(Map.of("review", new WordsForm(7)));
        Table table = Table.read(Files.writeString(folder.resolve("made.csv"), text), reading);
        TableFiles files = TableFiles.ofOne(new TableSource(reading, "y", null, false, new Share(0, 50)), table);
        TargetColumn target = TargetColumn.of(table, "y", null, false);
        Split split = Split.of(target, new Share(0, HELD), new Share(0, 50), 3);
        Preprocessing fitted = Preprocessing.fit(table, target, split.train(), FitOptions.USUAL);
        TableData data = TableData.of(files, fitted.of(table), split, false);
        Setup setup = Setups.of(
                        List.of(7),
                        Elementwise.TANH,
                        Loss.MEAN_SQUARED_ERROR,
                        OptimizerSpec.Kind.ADAM,
                        0,
                        Initialization.TORCH)
                .of(data.train().features(), 1);
        float[] drawn = NetworkState.drawn(setup).parameters();
        Model model = new Model(
                "drawn",
                setup.network(),
                drawn,
                data.preparation()
                        .with(new Importance(
                                Importance.Part.VALIDATION,
                                HELD,
                                5,
                                1,
                                List.of(
                                        new Importance.Column("a", 1, 0),
                                        new Importance.Column("colour", 2, 0),
                                        new Importance.Column("b", -1, 0),
                                        new Importance.Column("review", 3, 0),
                                        new Importance.Column("day", 1.5, 0)))),
                new Origin("a test", 1L, null, Map.of()));
        List<PartialDependence> found = PartialDependence.of(model, data, HELD);
        assertEquals(
                List.of("colour", "day", "a"),
                found.stream().map(PartialDependence::column).toList(),
                "by importance, above 0; not of the words of a text");
        assertEquals(List.of("other", "red"), found.get(0).values());
        assertTrue(fitted.features().contains("colour: mean of the target"));
        Input.OfNumber a = (Input.OfNumber) fitted.inputs().get(0);
        assertEquals(a.low(), found.get(2).numbers().get(0));
        assertEquals(a.high(), found.get(2).numbers().get(19), 1e-12);
        assertEquals(20, Set.copyOf(found.get(1).values()).size(), "dates");
        assertTrue(found.get(1).values().get(19).matches("201\\d-\\d\\d-\\d\\d"), found.toString());
        for (PartialDependence each : found) {
            for (int i = 0; i < each.values().size(); i++) {
                double mean = mean(
                        model,
                        data.preprocessing(),
                        table,
                        split,
                        each.column(),
                        each.values().get(i));
                // Features are floats on both sides; the sums are in another order. The target is up to 250.
                assertEquals(mean, each.means().get("y").get(i), 1e-6 * 250, each.column() + " " + i);
            }
        }
        assertTrue(
                PartialDependence.of(model.with(data.preparation()), data, HELD).isEmpty());
    }

    private static double mean(
            Model model, Preprocessing preprocessing, Table table, Split split, String column, String value) {
        StringBuilder text = new StringBuilder("a,colour,b,review,day,y\n");
        for (int row : split.validation()) {
            text.append(column.equals("a") ? value : ((NumberColumn) table.column("a")).value(row))
                    .append(',');
            text.append(column.equals("colour") ? value : table.column("colour").text(row))
                    .append(',');
            boolean good = ((NumberColumn) table.column("review: words " + GOOD)).value(row) > 0;
            text.append(table.column("b").text(row)).append(good ? ",good," : ",bad,");
            text.append(column.equals("day") ? value : table.column("day").text(row))
                    .append(",0\n");
        }
        Table changed = Table.read(
                "changed.csv",
                text.toString().getBytes(StandardCharsets.UTF_8),
                preprocessing.reading(TableOptions.FOUND, true));
        float[] features = preprocessing
                .of(changed)
                .features(IntStream.range(0, changed.rows()).toArray());
        Matrix answers = model.answer(Matrix.widened(changed.rows(), features));
        double sum = IntStream.range(0, changed.rows())
                .mapToDouble(i -> ((Target.OfNumber) preprocessing.target()).value(answers.get(i, 0)))
                .sum();
        return sum / changed.rows();
    }
}
