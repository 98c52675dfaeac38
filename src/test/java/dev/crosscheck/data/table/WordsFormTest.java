package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts whose words are hashed: words, hashes, the column, and what a network is given. */
class WordsFormTest {
    private static final TableOptions HASHED = TableOptions.FOUND.withForms(Map.of("x", new WordsForm(16)));

    /** Computed by Python: {@code h = 2166136261; for b in word.encode(): h = (h ^ b) * 16777619 & 0xffffffff}. */
    @ParameterizedTest
    @CsvSource({
        "'', 811c9dc5",
        "a, e40c292c",
        "hello, 4f9f2cab",
        "straße, 2626f818",
        "北, 1859a7e9",
        "σοφος, 7afa548f",
        "42, 87e38583"
    })
    void hashesAreThoseOfPython(String word, String hash) {
        assertEquals(hash, Integer.toHexString(WordsForm.hash(word)));
    }

    /** The hash of "a" has its highest bit set: 0xe40c292c = 3826002220. */
    @Test
    void bucketsFollowFromHashesWithoutASign() {
        int[] counts = new WordsForm(1000).counts("a hello");
        assertEquals(1, counts[220]);
        assertEquals(1, counts[723]);
        assertEquals(2, IntStream.of(counts).sum());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Good, GOOD good!|good good good",
                "it's a_b 3.50|it s a b 3 50",
                "ÉCOLE e\u0301cole|école e\u0301cole",
                "北京 x大|北 京 x 大",
                "नमस्ते|नमस्ते",
                "ΣΟΦΟΣ|σοφος",
                "...!?|''"
            })
    void wordsAreLettersDigitsAndMarksInLowerCase(String text, String words) {
        WordsForm form = new WordsForm(WordsForm.MOST);
        int[] expected = new int[WordsForm.MOST];
        for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
            expected[Integer.remainderUnsigned(WordsForm.hash(word), WordsForm.MOST)]++;
        }
        assertArrayEquals(expected, form.counts(text));
    }

    @Test
    void aPartIsTheLogarithmOfItsWords() {
        WordsForm form = new WordsForm(4);
        List<ToDoubleFunction<String>> readers =
                form.parts().stream().map(form.readers()::apply).toList();
        // By Python, "hello" and "42" are in bucket 3, "good" in 0, "bad" in 0.
        String[] texts = {"hello 42 good", "bad", "hello"};
        double[][] expected = {{Math.log(2), 0, 0, Math.log(3)}, {Math.log(2), 0, 0, 0}, {0, 0, 0, Math.log(2)}};
        for (int text = 0; text < texts.length; text++) {
            for (int part = 0; part < 4; part++) {
                assertEquals(expected[text][part], readers.get(part).applyAsDouble(texts[text]), 1e-15);
            }
        }
        assertEquals("x: words 4", form.parts().get(3).of("x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4097})
    void thereIsALimitOnBuckets(int inputs) {
        assertThrows(Members.Unfit.class, () -> new WordsForm(inputs));
    }

    private static Table table(TableOptions options, String... texts) {
        StringBuilder rows = new StringBuilder("x,n,y\n");
        for (int row = 0; row < texts.length; row++) {
            rows.append('"').append(texts[row]).append("\",").append(row * 37 % 11 / 7.0);
            rows.append(row % 2 == 0 ? ",a\n" : ",b\n");
        }
        return Table.read("t.csv", rows.toString().getBytes(StandardCharsets.UTF_8), options);
    }

    private static Preprocessing fitted(Table table, boolean refuseMissing) {
        TargetColumn target = TargetColumn.of(table, "y", null, false);
        return Preprocessing.fit(table, target, target.rows(), new FitOptions(refuseMissing, Set.of()));
    }

    /** Of 16 buckets, "good" is in 8, "bad" in 8 too, "hello" in 11, "a" in 12, counted from 0. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aColumnBecomesItsBucketsWithWords(boolean refuseMissing) throws Mismatch {
        String[] texts = {"Hello, good", "", "NA", "a a a", "bad!", "..."};
        Table table = table(HASHED, texts);
        assertEquals("words 9: 1, words 12: 1", table.column("x").text(0));
        assertEquals(0, table.column("x").missing());
        Preprocessing fitted = Preprocessing.parse(fitted(table, refuseMissing).json());
        assertEquals(
                List.of("x: words 9", "x: words 12", "x: words 13", "n"),
                fitted.features(),
                "buckets without a word are left out, and nothing is missing");
        assertEquals("words of a text, hashed into 16 buckets, of which 3 are used", CellFormTest.use(fitted));
        assertEquals(
                "4, from 2 of 2 columns (1 numbers, 0 categories, 1 texts); none left out",
                ColumnUse.inWords(fitted.columnUse()));
        double[][] words = {{1, 1, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 3}, {1, 0, 0}, {0, 0, 0}};
        int[] rows = IntStream.range(0, texts.length).toArray();
        float[] features = fitted.of(table).features(rows);
        for (int row : rows) {
            float[] asked = new float[4];
            List<RawRows.Note> notes = fitted.features(
                    Map.of("x", texts[row], "n", table.column("n").text(row)), asked, 0);
            assertEquals(List.of(), notes);
            for (int part = 0; part < 3; part++) {
                Input.OfNumber input = (Input.OfNumber) fitted.inputs().get(part);
                float expected = (float) input.scaled(Math.log1p(words[row][part]));
                assertEquals(expected, features[4 * row + part], texts[row]);
                assertEquals(expected, asked[part], texts[row]);
            }
        }
        assertEquals(List.of("x", "n"), fitted.columns());
        assertTrue(
                Ranges.of(table, fitted, rows).numbers().keySet().equals(Set.of("n")),
                "only n is compared with new rows");
        ColumnSummary summary = ColumnSummary.of(table).get(0);
        assertEquals(List.of("x", "words", "0", "4", "0 .. 1 .. 3 words"), summary.cells());
    }

    @Test
    void aModelReadsAnotherFileAsItsOwn() {
        Preprocessing fitted = fitted(table(HASHED, "good", "hello", "a", "bad good"), false);
        Table other = table(fitted.reading(TableOptions.FOUND, false), "1", "2", "hello");
        float[] features = fitted.of(other).features(new int[] {0, 2});
        assertEquals(0, features[1]);
        assertTrue(features[fitted.width() + 1] > 0, "hello");
        byte[] more = "x: words 9,n,x\n7,1,hello\n".getBytes(StandardCharsets.UTF_8);
        Table wider = Table.read("t.csv", more, fitted.reading(TableOptions.FOUND, false));
        assertEquals(
                features[fitted.width() + 1],
                fitted.of(wider).features(new int[] {0})[1],
                "other columns may be there");
    }

    @Test
    void filesFollowEachOther() {
        Table first = table(HASHED, "good", "hello a");
        Table joined = first.followedBy(table(first.readingMore(), "hello", "", "good bad"));
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < joined.rows(); row++) {
            texts.add(joined.column("x").text(row));
        }
        assertEquals(List.of("words 9: 1", "words 12: 1, words 13: 1", "words 12: 1", "", "words 9: 2"), texts);
        assertEquals(Math.log(2), ((NumberColumn) joined.column("x: words 12")).value(2), 1e-15);
    }

    @Test
    void aColumnWithoutWordsIsLeftOutWithTheReason() {
        assertEquals(
                "left out: no words in the training part",
                CellFormTest.use(fitted(table(HASHED, "?", "", "!"), false)));
        assertEquals(
                "left out: the same value in all training rows",
                CellFormTest.use(fitted(table(HASHED, "a", "A", "a."), false)));
    }

    @Test
    void rowsWithTheSameWordsRepeatEachOther() {
        Table table =
                Table.read("t.csv", "x,y\none two,a\nthree,b\ntwo one,a\n".getBytes(StandardCharsets.UTF_8), HASHED);
        Preprocessing fitted = fitted(table, false);
        List<TableWarning> found =
                RepeatedRows.of(table, fitted, new Split(new int[] {0, 1}, new int[0], new int[] {2}));
        assertEquals(
                List.of(
                        "1 of 3 rows repeat an earlier row in all inputs and the target.",
                        "1 of 1 test rows are also in the training part, with all inputs and the target: remove them if they"
                                + " are copies, since they make the test result too good."),
                found.stream().map(TableWarning::words).toList());
    }

    @Test
    void whatCannotBeHashedIsRefusedByName() {
        CrosscheckException unknown = assertThrows(
                CrosscheckException.class,
                () -> table(TableOptions.FOUND.withForms(Map.of("nn", new WordsForm(4))), "a", "b"));
        assertEquals("t.csv: expected a column \"nn\" (--hash-words), found none of that name.", unknown.getMessage());
        assertTrue(unknown.remedy().startsWith("Did you mean \"n\"?"), unknown.remedy());
        CrosscheckException both = assertThrows(
                CrosscheckException.class, () -> table(HASHED.withColumns(Set.of(), Set.of("x"), Set.of()), "a", "b"));
        assertEquals("t.csv: the column \"x\" is named by --hash-words and by --categorical.", both.getMessage());
        CrosscheckException name = assertThrows(
                CrosscheckException.class,
                () -> Table.read("t.csv", "x,x: words 7\na,1\n".getBytes(StandardCharsets.UTF_8), HASHED));
        assertEquals(
                "t.csv: column \"x\": expected a name from which those of its inputs follow, found \"x: words 7\","
                        + " which is too long or another column.",
                name.getMessage());
        Table table = table(HASHED, "a", "b");
        CrosscheckException target =
                assertThrows(CrosscheckException.class, () -> TargetColumn.of(table, "x", null, false));
        assertEquals(
                "t.csv: target \"x\": expected classes or numbers, found the words of texts.", target.getMessage());
    }

    /** A model from others must not make a million buckets of a few bytes. */
    @Test
    void allBucketsTogetherHaveALimit() {
        WordsForm most = new WordsForm(WordsForm.MOST);
        Map<String, WordsForm> forms = Map.of("x", most, "y", most, "z", most);
        byte[] file = "x,y,z\na,b,c\n".getBytes(StandardCharsets.UTF_8);
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> Table.read("t.csv", file, TableOptions.FOUND.withForms(forms)));
        assertEquals("t.csv: expected at most 10000 columns and buckets of words, found 3 and 12288.", e.getMessage());
        List<Input> inputs = forms.keySet().stream()
                .<Input>map(column -> new Input.OfNumber(column + ": words 1", 0, 1, 0, 1, false))
                .toList();
        Target target = new Target.OfNumber("t", 0, 1);
        assertThrows(
                Members.Unfit.class,
                () -> new Preprocessing(1, List.of(), false, inputs, Map.copyOf(forms), List.of(), target));
    }

    /** Both the buckets of all rows, and the words of each text, take memory. */
    @Test
    void wordsCountAgainstTheMemoryOfATable() {
        byte[] file = ("x,y\n" + "one two three four,a\n".repeat(100)).getBytes(StandardCharsets.UTF_8);
        CsvFile csv = CsvFile.of("t.csv", file, HASHED);
        // A row takes 4 bytes for its line, 12 for y, 64 for the buckets, and 4 + 4 x 8 for the words.
        assertThrows(CrosscheckException.class, () -> new TableReader(csv, HASHED, 100 * 112).table());
        assertEquals(100, new TableReader(csv, HASHED, 100 * 120 + 1000).table().rows());
    }
}
