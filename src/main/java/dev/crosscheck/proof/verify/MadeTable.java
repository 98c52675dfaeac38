package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.FitOptions;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.data.table.WordsForm;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.proof.verify.TableCheck.Subject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A generated table with the pitfalls of real tables: values that are missing only in late rows, numeric categories, delimiters within cells, constant
 * columns, dates, money with odd cells, texts whose words are hashed, categories of which most are rare, growers of whom most have few trees but all of
 * one kind, and a last column that no other depends on. It is read, split and fitted as {@code train} does it, and checked by {@link TableCheck}, as are
 * mutants with one slip each.
 */
final class MadeTable {
    private static final int ROWS = 240;
    private static final int LATE = 150;
    private static final List<String> CLASSES = List.of("ash", "beech", "oak");

    private static final List<String> WORDS = List.of(
            "Old",
            "old,",
            "hollow",
            "damaged-by-storm",
            "3 m",
            "ÄLTER",
            "cafe\u0301",
            "ΔΕΝΤΡΟΣ",
            "дерево",
            "पेड़",
            "古木",
            "き",
            "!");

    /** Not a power of two. */
    private static final int BUCKETS = 13;

    private final byte[] text;
    private final TableSource source;
    private final TableFiles files;
    private final Subject right;

    private MadeTable(String target) {
        text = text().getBytes(StandardCharsets.UTF_8);
        TableOptions reading = TableOptions.FOUND
                .withColumns(Set.of(), Set.of("soil"), Set.of("note"))
                .withForms(Map.of("remark", new WordsForm(BUCKETS)));
        source = new TableSource(reading, target, null, false, new Share(0.2, 0));
        files = TableFiles.ofOne(source, Table.read("made.csv", text, reading));
        TargetColumn column = TargetColumn.of(files.table(), target, null, false);
        Split split = files.split(column, new Share(0, 40), 5);
        Preprocessing fitted = Preprocessing.fit(files.table(), column, split.train(), FitOptions.USUAL);
        right = subject(files, fitted, split);
    }

    private static Subject subject(TableFiles files, Preprocessing fitted, Split split) {
        Map<String, Examples> parts = new LinkedHashMap<>();
        parts.put(
                "training", TableExamples.of(fitted.of(files.table()).outOfFold(split.train()), false, split.train()));
        parts.put("validation", TableExamples.of(fitted.of(files.table()), false, split.validation()));
        parts.put("test", TableExamples.of(fitted.of(files.table()), false, split.test()));
        return new Subject(fitted, split, parts);
    }

    private static String text() {
        SplittableRandom random = new SplittableRandom(3);
        SplittableRandom ofWords = new SplittableRandom(4);
        StringBuilder text = new StringBuilder(
                "tree,height,girth,year,bark,soil,planted,price,owner,grower,remark,same,note,mass,kind,side,age\r\n");
        for (int row = 0; row < ROWS; row++) {
            boolean late = row >= LATE;
            int kind = random.nextInt(CLASSES.size());
            double height = 12 + 3 * kind + 2 * random.nextGaussian();
            text.append(String.format(
                    Locale.ROOT,
                    "T%d,%s,%.3f,%d,%s,%d,%d.%d.%d %02d:30,%s,%s,%s,\"%s\",%s,%s,%.1f,%s,%s,%s%n",
                    row,
                    late && random.nextInt(4) == 0 ? "NA" : String.format(Locale.ROOT, "%.2f", height),
                    0.3 + 0.1 * random.nextGaussian(),
                    1990 + random.nextInt(30),
                    late && random.nextInt(5) == 0
                            ? "?"
                            : List.of("rough", "smooth", "\"grey, smooth\"").get(random.nextInt(3)),
                    1 + random.nextInt(4),
                    1 + random.nextInt(28),
                    1 + random.nextInt(12),
                    1990 + random.nextInt(30),
                    random.nextInt(24),
                    random.nextInt(40) == 0
                            ? "unknown"
                            : String.format(
                                    Locale.ROOT, "\"€ %d.%03d,5\"", 1 + random.nextInt(9), random.nextInt(1000)),
                    random.nextInt(3) > 0 ? "forest " + random.nextInt(3) : "owner " + row,
                    random.nextInt(10) == 0 ? "" : random.nextInt(4) == 0 ? "state" : "g" + kind + random.nextInt(50),
                    remark(ofWords),
                    late && random.nextInt(3) == 0 ? "" : "7",
                    random.nextInt(100),
                    400 + 90 * kind + 60 * random.nextGaussian(),
                    row == LATE + 1 ? "" : CLASSES.get(kind),
                    late && random.nextInt(7) == 0 ? "" : random.nextBoolean() ? "north" : "south",
                    late && random.nextInt(6) == 0 ? "n/a" : Integer.toString(20 + random.nextInt(90))));
        }
        return text.toString();
    }

    /** @return up to nine words of several scripts, or a text that stands for a missing value */
    private static String remark(SplittableRandom random) {
        return random.nextInt(12) == 0
                ? "n/a"
                : IntStream.range(0, random.nextInt(10))
                        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                        .collect(Collectors.joining(" "));
    }

    /** Checks the data that {@code train} would get from the table, with a target of classes and with a numeric one. */
    static List<Findings> findings() {
        return List.of(
                new MadeTable("kind").check(subject -> subject),
                new MadeTable("mass").check(subject -> subject),
                rareClasses());
    }

    /** Checks a split that puts aside 90 % of 33 rows, of which three belong to two rare classes: each class must keep a training row. */
    private static Findings rareClasses() {
        List<String> kinds = new ArrayList<>(Collections.nCopies(30, "ash"));
        kinds.addAll(List.of("beech", "beech", "oak"));
        String rows = IntStream.range(0, kinds.size())
                .mapToObj(row -> row + "," + kinds.get(row) + "\n")
                .collect(Collectors.joining());
        byte[] text = ("x,kind\n" + rows).getBytes(StandardCharsets.UTF_8);
        TargetColumn column = TargetColumn.of(Table.read("rare.csv", text, TableOptions.FOUND), "kind", null, false);
        Share most = new Share(0.45, 0);
        Comparisons all = new Comparisons();
        Comparison learnt = all.of("classes to learn from, against three", Tolerances.EXACT);
        Comparison asked = all.of("rows put aside, against what was asked for", Tolerances.EXACT);
        for (int seed = 1; seed <= 20; seed++) {
            Split split = Split.of(column, most, most, seed);
            long classes =
                    Arrays.stream(split.train()).mapToObj(kinds::get).distinct().count();
            learnt.add("seed " + seed, 3, classes);
            asked.add("test, seed " + seed, 15, split.test().length);
            asked.add("validation, seed " + seed, 15, split.validation().length);
        }
        return all.findings(
                "A table with rare classes: its parts",
                "33 rows of three classes, 45 % to validate on and 45 % to test on, seeds 1 to 20");
    }

    /** @return a subject whose rows to learn from are given means that contain their own targets, as later rows are */
    private Subject withOwnTargets(Subject subject) {
        Map<String, Examples> parts = new LinkedHashMap<>(subject.parts());
        int[] training = subject.split().train();
        parts.put("training", TableExamples.of(subject.preprocessing().of(files.table()), false, training));
        return new Subject(subject.preprocessing(), subject.split(), parts);
    }

    private Findings check(UnaryOperator<Subject> change) {
        return TableCheck.findings(List.of(text), source, change.apply(right));
    }

    static Stream<Mutant> mutants() {
        MadeTable made = new MadeTable("kind");
        Family<UnaryOperator<Subject>> kind = new Family<>(made::check, subject -> subject);
        Family<UnaryOperator<Subject>> mass = new Family<>(new MadeTable("mass")::check, subject -> subject);
        return Stream.of(
                kind.mutant(
                        "indicators of missing values in the first batch only",
                        "0 from row 64 on; right: 1 where a value is missing",
                        rows((x, row, width) -> x[1] = row < 64 ? x[1] : 0)),
                kind.mutant(
                        "missing numbers as the least",
                        "-3 in their place; right: 0, the training part's median",
                        rows((x, row, width) -> x[0] = x[1] == 1 ? -3 : x[0])),
                kind.mutant(
                        "numbers that are not clipped",
                        "(x - median)/scale; right: z/√(1 + (z/3)²) of it",
                        rows((x, row, width) -> x[2] /= (float) Math.sqrt(1 - x[2] * x[2] / 9))),
                kind.mutant(
                        "words in the next bucket",
                        "the first bucket's number for the second one too; right: its own",
                        words((x, first) -> x[first + 1] = x[first])),
                kind.mutant(
                        "two categories as 0 and 1",
                        "0 for the first of side; right: -1",
                        rows((x, row, width) -> x[width - 4] = Math.max(0, x[width - 4]))),
                kind.mutant(
                        "a table's last feature left out",
                        "0; right: the last column's indicator",
                        rows((x, row, width) -> x[width - 1] = 0)),
                kind.mutant("a category's neighbour", "the second text of bark for the third", rows((x, row, width) -> {
                    x[5] += x[6];
                    x[6] = 0;
                })),
                kind.mutant(
                        "rows in another order than their targets",
                        "features of the next row",
                        subject -> with(subject, examples -> new Changed(examples, 1, (x, row, width) -> {}))),
                kind.mutant(
                        "the scale of a normal distribution",
                        "the interquartile range over 1.349; right: the range itself",
                        subject -> new Subject(scaled(subject), subject.split(), subject.parts())),
                mass.mutant(
                        "a target that is not scaled",
                        "twice the deviation; right: mean 0 and deviation 1",
                        subject -> with(subject, examples -> new Changed(examples, 0, (x, row, width) -> {}) {
                            @Override
                            public void targets(int[] order, int from, int to, float[] into) {
                                super.targets(order, from, to, into);
                                for (int i = 0; i < to - from; i++) {
                                    into[i] *= 2;
                                }
                            }
                        })),
                kind.mutant(
                        "means that contain a row's own target",
                        "those of all rows; right: of the rows of the other folds",
                        made::withOwnTargets),
                kind.mutant("a row to learn from that is tested on too", "in two parts; right: in one", subject -> {
                    int[] test = subject.split().test().clone();
                    test[0] = subject.split().train()[0];
                    return new Subject(
                            subject.preprocessing(),
                            new Split(subject.split().train(), subject.split().validation(), test),
                            subject.parts());
                }));
    }

    private static Subject with(Subject subject, UnaryOperator<Examples> change) {
        Map<String, Examples> parts = new LinkedHashMap<>();
        subject.parts().forEach((name, examples) -> parts.put(name, change.apply(examples)));
        return new Subject(subject.preprocessing(), subject.split(), parts);
    }

    private static UnaryOperator<Subject> rows(RowChange slip) {
        return subject -> with(subject, examples -> new Changed(examples, 0, slip));
    }

    /** Changes the features of the words, which begin at an index. */
    private static UnaryOperator<Subject> words(BiConsumer<float[], Integer> slip) {
        return subject -> {
            int first = subject.preprocessing().features().indexOf("remark: words 1");
            return rows((x, row, width) -> slip.accept(x, first)).apply(subject);
        };
    }

    private static Preprocessing scaled(Subject subject) {
        Preprocessing right = subject.preprocessing();
        List<Input> inputs = right.inputs().stream()
                .map(input -> input instanceof Input.OfNumber number
                        ? new Input.OfNumber(
                                number.name(),
                                number.median(),
                                number.scale() / 1.349,
                                number.low(),
                                number.high(),
                                number.indicator())
                        : input)
                .toList();
        Target target = right.target();
        return new Preprocessing(
                right.format(), right.missing(), right.refuseMissing(), inputs, right.forms(), right.leftOut(), target);
    }

    /** Changes a row's features. */
    @FunctionalInterface
    private interface RowChange {
        void change(float[] x, int row, int width);
    }

    /** Examples whose features are those of a later row, or are changed. */
    private static class Changed extends SameExamples {
        private final int shift;
        private final RowChange slip;

        Changed(Examples right, int shift, RowChange slip) {
            super(right);
            this.shift = shift;
            this.slip = slip;
        }

        @Override
        public void features(int[] order, int from, int to, float[] into, int at) {
            float[] x = new float[features()];
            for (int place = from; place < to; place++) {
                super.features(new int[] {(order[place] + shift) % size()}, 0, 1, x, 0);
                slip.change(x, order[place], x.length);
                System.arraycopy(x, 0, into, at + (place - from) * x.length, x.length);
            }
        }
    }
}
