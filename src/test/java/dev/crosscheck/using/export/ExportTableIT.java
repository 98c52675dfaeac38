package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model of a table in every format, on raw rows; and each piece of its preprocessing broken once. */
class ExportTableIT {
    private static final TestResult NO_TABLE = TestResult.ofNothing("There is none.");

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
    }

    private ModelCard exported(Path model) {
        return Export.ofTable(Model.load(model), model, NO_TABLE)
                .write(Format.OF_NETWORKS, RunFolder.at(folder.resolve("out")), (file, runBy) -> {});
    }

    private ModelCard exported(Preprocessing preprocessing, int... hidden) {
        return exported(TableModels.save(folder, preprocessing, Elementwise.RELU, hidden));
    }

    private static void allAgree(ModelCard card) {
        for (ModelCard.ExportedFile file : card.files()) {
            FileVerification v = file.verification();
            assertEquals(Boolean.TRUE, v.agrees(), file + ": " + v.failure());
            assertEquals(card.checked().rows(), v.sameAnswers(), file.file());
        }
    }

    private static Decision decision(String kind) {
        Decision.FittedTemperature temperature = new Decision.FittedTemperature(1.75, 60);
        List<Decision.Point> points = List.of(
                new Decision.Point(3900, 321.5), new Decision.Point(4200, 121.25), new Decision.Point(4300, 900));
        return switch (kind) {
            case "three" -> new Decision(temperature, null, null);
            case "two, 1" ->
                new Decision(
                        temperature, new Decision.Positive(1, new Decision.ChosenCutOff(0.3, "a test", 9, 1, 1)), null);
            case "two, 0" ->
                new Decision(null, new Decision.Positive(0, new Decision.ChosenCutOff(0.7, "a test", 9, 1, 1)), null);
            case "none" -> Decision.NONE;
            default -> new Decision(null, null, new Decision.AnswerInterval(0.9, points, 9));
        };
    }

    /**
     * Raw rows, of columns of every type or of one; probabilities with a temperature, labels by a cut-off and the ends of intervals are in every file
     * that has labels or values.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                three  | any     | RELU       | 16 | three
                three  | numbers | TANH       | 0  | none
                two    | any     | GELU       | 9  | two, 1
                two    | texts   | RELU       | 8  | two, 0
                number | any     | LEAKY_RELU | 9  | number
                unlimited | any  | LEAKY_RELU | 9  | number
                """)
    void everyFormatAnswersRawRowsAsPredictDoes(
            String kind, String columns, Elementwise activation, int hidden, String decides) throws IOException {
        List<Input> inputs = TableModels.INPUTS.stream()
                .filter(input -> columns.equals("any")
                        || columns.equals("numbers") == input.reading().texts().isEmpty())
                .toList();
        Path file = TableModels.save(
                folder,
                TableModels.preprocessing(TableModels.target(kind), inputs),
                activation,
                hidden == 0 ? new int[0] : new int[] {hidden, hidden / 2});
        Model plain = Model.load(file);
        Decision decision = decision(decides);
        Model decided = plain.with(TablePreparation.of(plain.preparation()).with(decision));
        decided.save(file);
        int last = plain.network().depth();
        for (int i = 0; i < plain.parameters().bias(last).columns(); i++) {
            assertEquals(
                    (float) (plain.parameters().bias(last).get(0, i) / decision.scale()),
                    decided.parameters().bias(last).get(0, i));
        }
        ModelCard card = exported(file);
        allAgree(card);
        assertEquals(4, card.files().size());
        if (columns.equals("any")) {
            assertTrue(card.checked().refused() >= 100, "numbers beyond all range are among the rows");
            assertTrue(card.checked().refused() < card.checked().rows() - 100, "and others, too");
        }
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertEquals(
                    "TableModel.java model-card.json model-card.md model.onnx model.safetensors model.zip",
                    files.map(each -> each.getFileName().toString()).sorted().collect(Collectors.joining(" ")));
        }
    }

    /** Money, percentages, dates with times, odd cells and rare categories, as the table writes them. */
    @Test
    void cellsOfEveryFormAreReadAsPredictDoes() throws IOException {
        StringBuilder text = new StringBuilder("price;share;amount;size;day;late;us;city;street;owner;kind\n");
        for (int row = 0; row < 240; row++) {
            text.append(String.format(
                    Locale.GERMANY,
                    "%,.2f €;%d %%;(%d 000);%s;%d.%d.%d %02d:%02d;%s;%d/%d/20 %d:15 PM;%s;s%d %d;%s;%s%n",
                    row * 317.5,
                    row % 90,
                    1 + row % 7,
                    row % 30 != 7 ? row * 0.5 : "oops",
                    1 + row % 28,
                    1 + row % 12,
                    1990 + row % 30,
                    row % 24,
                    row % 60,
                    row % 40 != 3 ? "2020-03-" + (1 + row % 31) : "never",
                    1 + row % 12,
                    1 + row % 28,
                    1 + row % 12,
                    row % 3 == 0 ? "city" + row % 4 : "village" + row,
                    row % 2,
                    row / 2 % 65,
                    row < 40 ? "state" : row < 160 ? "o" + row % 60 : "p" + row,
                    row % 2 == 0 ? "a" : "b"));
        }
        Table table = Table.read("t.csv", text.toString().getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
        TargetColumn target = TargetColumn.of(table, "kind", null);
        Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), null);
        assertEquals(9, fitted.columns().size());
        ModelCard card = exported(fitted, 12);
        allAgree(card);
        assertTrue(card.checked().rows() > 200
                && card.checked().refused() < card.checked().rows() / 2);
        String source = Files.readString(folder.resolve("out/TableModel.java"));
        assertTrue(source.contains("index(cell, \"other\", "), "rare categories");
    }

    /** Numbers with a unit, another one or none, and dates in several orders. */
    @Test
    void mixturesAreReadAsPredictDoes() throws IOException {
        StringBuilder text = new StringBuilder("weight,fee,share,change,day,kind\n");
        for (int row = 0; row < 240; row++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d %s,%s,%d%s,%s,%s,%s%n",
                    60 + row % 30,
                    List.of("kg", "kg", "lb", "").get(row % 4),
                    List.of("$ #", "$ #", "# $", "#").get(row % 4).replace("#", row * 7 + ".25"),
                    row % 90,
                    row % 20 == 0 ? "" : " %",
                    row % 3 == 0 ? "(" + row + ".5)" : row + ".5",
                    List.of("2021-03-%d", "%d.03.2021", "Mar %d 2021")
                            .get(row % 3)
                            .replace("%d", "" + (13 + row % 15)),
                    row % 2 == 0 ? "a" : "b"));
        }
        Table table = Table.read("t.csv", text.toString().getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
        TargetColumn target = TargetColumn.of(table, "kind", null);
        Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), null);
        assertEquals(List.of("weight", "fee", "share", "change", "day"), fitted.columns());
        allAgree(exported(fitted, 12));
        String source = Files.readString(folder.resolve("out/TableModel.java"));
        assertTrue(source.contains("Map.of(\"lb\", 0.45359237)"), "a factor");
        assertTrue(source.contains("Map.of(\"$\", 1.0)"), "a unit on both sides");
    }

    @Test
    void wordsOfTextsAreCountedAsPredictDoes() throws IOException {
        List<Input> inputs = List.of(Inputs.words("note", 24), TableModels.INPUTS.get(1));
        allAgree(exported(TableModels.preprocessing(TableModels.THREE, inputs), 12));
        String page = Files.readString(folder.resolve("out/model-card.md"));
        assertTrue(page.contains("| note | words of a text, hashed into 24 buckets | "), page);
        assertTrue(page.contains("FNV-1a"), page);
    }

    @Test
    void namesThatTheFilesUseThemselvesAndStrangeOnesAreColumns() throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (String name : List.of(
                "label",
                "value",
                "logits",
                "probabilities",
                "features",
                "fc1.weight",
                "scaled",
                "taken",
                "raw label",
                "label_",
                "x: code",
                "*/ \"quoted\" \\u0022 \u00e9\u4e2d",
                "@TITLE@",
                "<b>|`",
                "$1")) {
            inputs.add(Inputs.number(name, 1, 3, 1, 1, true));
        }
        inputs.add(Inputs.texts(
                "x",
                List.of("\n", " inner  space", "\"; }", "?", "\\", "\\\\u0022", "\\u000a", "\\\u4e2d", "a,b", "\u4e2d"),
                true));
        Target labels = new Target.OfClasses("t\"*/", false, List.of("\"", "\\", "\u4e2d"));
        allAgree(exported(TableModels.preprocessing(labels, inputs), 8));
        String card = Files.readString(folder.resolve("out/model-card.md"));
        assertTrue(card.contains("| \\<b\\>\\|\\` |"), "no markup: " + card);
    }

    @Test
    void manyCategoriesFitAClass() throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            inputs.add(Inputs.number("column" + i, i, i + 1.25, i, i, i % 2 == 0));
        }
        List<String> categories = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            categories.add("category" + (1000 + i));
        }
        inputs.add(Inputs.texts("word", categories, true));
        allAgree(exported(TableModels.preprocessing(TableModels.NUMBER, inputs), 4));
    }

    @Test
    void charactersThatOnnxRuntimeCannotBeHandedAreSaidToBeUnchecked() throws IOException {
        List<Input> inputs = List.of(Inputs.texts("x", List.of("a", "\ud83d\ude00"), true));
        ModelCard card = exported(TableModels.preprocessing(TableModels.TWO, inputs), 4);
        assertTrue(card.agrees());
        for (ModelCard.ExportedFile file : card.files()) {
            boolean onnx = file.format().equals("onnx");
            assertEquals(onnx, file.verification().agrees() == null, file.toString());
        }
    }

    /** A line of the class, or of the preprocessing that the ONNX file is written from, is another one: the raw rows have to tell. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                JAVA | three  | v2 / 5.3                                | v2 / 6.3
                JAVA | three  | features[9] = (float) (v1 ? 1 : 0)      | features[9] = 0
                JAVA | three  | "female", "male"                        | "male", "female"
                JAVA | three  | v1 ? 0.0 :                              | !v1 ? 0.0 :
                JAVA | three  | LARGEST = 1.0E100                       | LARGEST = 1.0E101
                JAVA | three  | Math.min(v3, 1.0E9)                     | Math.min(v3, 5.0)
                JAVA | three  | v2 = x == 0.0                           | v2 = false
                JAVA | three  | {"?", "NA"}                             | {"?"}
                JAVA | three  | LABELS = {"a", "b", "c"}                | LABELS = {"a", "c", "b"}
                JAVA | two    | Math.exp(-Math.abs(z))                  | Math.exp(-2 * Math.abs(z))
                JAVA | three  | values[i] /= sum;                       | values[i] /= 2 * sum;
                JAVA | number | TARGET_MEAN = 4200.5                    | TARGET_MEAN = 4201.5
                JAVA | number | 4100.0), 4250.0                         | 4090.0), 4250.0
                JAVA | number | 4100.0), 4250.0                         | 4100.0), 4260.0
                JAVA | three  | "" : stripped(cell)                     | "" : cell
                JAVA | three  | values[i] = Math.max(0, z);             | values[i] = z;
                JAVA | words  | b & 0xFF                                | b
                JAVA | words  | .toLowerCase(Locale.ROOT)               | .trim()
                JAVA | words  | Integer.remainderUnsigned(              | Math.floorMod(
                JAVA | words  | \\\\p{M}                                 | _
                JAVA | words  | p{IsIdeographic}                        | p{IsHangul}
                JAVA | words  | Math.log(1 + counts[k]) / Math.log(2)   | counts[k]
                ONNX | three  | 44.5                                    | 45.5
                ONNX | three  | "scale" : 5.3                           | "scale" : 6.3
                ONNX | three  | "Dream"                                 | "Drear"
                ONNX | three  | "NA"                                    | "N"
                ONNX | three  | "c"                                     | "d"
                ONNX | number | 800.25                                  | 801.25
                ONNX | number | "low" : 4100.0                          | "low" : 4090.0
                ONNX | number | "high" : 4250.0                         | "high" : 4260.0
                """)
    void aBrokenPieceOfAFileIsFound(Format format, String kind, String line, String other) {
        Preprocessing preprocessing = kind.equals("words")
                ? Inputs.preprocessing(List.of("NA"), List.of(Inputs.words("note", 7)), List.of(), TableModels.THREE)
                : TableModels.preprocessing(TableModels.target(kind));
        Path model = TableModels.save(folder, preprocessing, Elementwise.RELU, 8);
        Path out = folder.resolve("out");
        ModelCard card = Export.ofTable(Model.load(model), model, NO_TABLE)
                .write(EnumSet.of(format), RunFolder.at(out), TableModels.spoiling(file -> {
                    String source = format == Format.JAVA ? Files.readString(file) : Json.text(preprocessing);
                    String broken = source.replace(line, other);
                    assertNotEquals(source, broken, line);
                    if (format == Format.JAVA) {
                        Files.writeString(file, broken);
                    } else {
                        Preprocessing spoilt = Json.read(broken.getBytes(StandardCharsets.UTF_8), Preprocessing.class);
                        Files.delete(file);
                        format.write(DrawnModels.ofTable(spoilt, Elementwise.RELU, 8), "ab", file);
                    }
                }));
        FileVerification v = card.files().get(0).verification();
        assertTrue(v.disagrees() && !card.agrees(), v.toString());
        assertFalse(v.failure().isEmpty());
        assertFalse(Files.exists(out.resolve("model-card.md")));
    }
}
