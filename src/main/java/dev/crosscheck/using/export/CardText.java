package dev.crosscheck.using.export;

import dev.crosscheck.Printable;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.proof.compare.Tolerances;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a model card as Markdown. */
final class CardText {
    /** Maximum number of categories per column, classes and columns that are listed; the JSON file contains all of them. */
    private static final int MOST_SHOWN = 20;

    private static final int DIGITS = 6;

    /** SHA-256 of the example table that comes with the program. */
    private static final String PENGUINS_SHA256 = "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93";

    /** Characters with a meaning in Markdown, or in HTML inside it. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>|#!~&]");

    private final StringBuilder text = new StringBuilder();
    private final ModelCard card;
    private final Preprocessing preprocessing;

    private CardText(ModelCard card) {
        this.card = card;
        this.preprocessing = card.preprocessing();
    }

    /** @return the card */
    static String of(ModelCard card) {
        CardText page = new CardText(card);
        page.network();
        page.use();
        if (card.images() == null) {
            page.columns();
            page.importance();
        }
        page.test();
        page.data();
        page.training();
        page.files();
        page.digestsAndVersions();
        return page.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void heading(String title) {
        line("");
        line("## %s", title);
        line("");
    }

    private void entry(String name, String value) {
        line("- %s: %s", name, value);
    }

    private void table(String... headings) {
        line("");
        line("| %s |", String.join(" | ", headings));
        line("%s|", "|---".repeat(headings.length));
    }

    private void digests(Map<String, String> sha256) {
        sha256.forEach((name, digest) -> line("- `%s`: `%s`", name, digest));
    }

    /** @return a text with its Markdown characters escaped */
    private static String literal(String text) {
        return MARKUP.matcher(text).replaceAll("\\\\$0");
    }

    private void network() {
        line("# %s", literal(card.title()));
        line("");
        line(
                "A network of dense layers, %s units, %,d parameters, with %s.%s",
                card.model().title(), card.model().parameters(), card.model().functions(), takes());
        line("Exported by Crosscheck on %s.", card.created());
    }

    private String takes() {
        if (card.images() != null) {
            boolean digits = card.images().digits();
            return " It takes a grey picture of "
                    + (digits
                            ? "one handwritten digit and gives each digit's"
                            : "one of " + card.images().classes().size() + " classes and gives each class's")
                    + " probability.";
        }
        Target target = preprocessing.target();
        return " It takes a row of " + preprocessing.columns().size() + " columns and answers with "
                + (target instanceof Target.OfClasses known
                        ? "the probability of each of " + known.labels().size() + " classes of "
                                + literal(target.name()) + ": " + shown(known.labels())
                        : "the number " + literal(target.name()) + ", in its own unit")
                + ".";
    }

    private void use() {
        heading("Use");
        line("Meant for learning, for demonstrations and for trying out runtimes.");
        line("");
        if (card.images() != null) {
            useOfImages(card.images());
        } else {
            useOfRows();
        }
    }

    private void useOfImages(ModelCard.Images images) {
        line(
                "- **Input:** %d pixels (%d rows of %d), row by row, %s.",
                card.model().sizes().get(0),
                images.rows(),
                images.columns(),
                images.digits()
                        ? "from 0 (background) to 255 (full ink): light ink on dark, the digit centred and filling the"
                                + " picture as in the data it was trained on"
                        : "from 0 (black) to 255 (white) as in the data it was trained on");
        line(
                "- **Normalisation:** (p/255 - %s)/%s. `model.onnx` and the Java class include it; programs that use"
                        + " the arrays of `model.safetensors` must apply it before the first layer.",
                images.mean(), images.deviation());
        line(
                "- **Layers:** x fc1.weight^T + fc1.bias, and so on, each followed by its activation: %s. Leaky ReLU's slope is 0.01,"
                        + " ELU's alpha 1, and GELU is z sigmoid(1.702 z).",
                card.model()
                        .functions()
                        .replaceFirst("^(.*), softmax$", "$1 in hidden layers, softmax after the last"));
        if (images.digits()) {
            line(
                    "- **Pictures:** the files here take 28 x 28 pixels in MNIST's form: light ink on black, 20 pixels on the longer"
                            + " side, centred by mass. Only Crosscheck's `predict` and `serve` convert photographs to this form.");
        }
        line(
                "- **Limits:** it answers with a %s for any picture%s. A high probability is no proof. It has not been"
                        + " tested on %s from other sources, and is not fit for decisions about people or money.",
                images.digits() ? "digit" : "class of its own",
                images.digits() ? ": letters, empty paper, two digits, dark ink on light paper" : "",
                images.digits() ? "writing" : "pictures");
    }

    private void useOfRows() {
        boolean ofClasses = preprocessing.target() instanceof Target.OfClasses;
        line(
                "- **`model.onnx`** takes raw rows: an input for each column, with its name, (N, 1). Numbers are float64, NaN if"
                        + " missing; categories are strings without surrounding white space, empty if missing. The outputs are %s."
                        + " A row that the model rejects gets NaN%s.",
                ofClasses
                        ? String.format(
                                Locale.ROOT,
                                "`%s` (N), `%s` (N, %d) and `%s`",
                                output(OnnxFile.LABEL),
                                output(OnnxFile.PROBABILITIES),
                                ((Target.OfClasses) preprocessing.target())
                                        .labels()
                                        .size(),
                                output(OnnxFile.LOGITS))
                        : card.decision().interval() == null
                                ? "`" + output(OnnxFile.VALUE) + "` (N, 1), float64"
                                : String.format(
                                        Locale.ROOT,
                                        "`%s`, and its interval's ends `%s` and `%s`, (N, 1), float64",
                                        output(OnnxFile.VALUE),
                                        output(OnnxFile.LOW),
                                        output(OnnxFile.HIGH)),
                ofClasses ? " and an empty label" : "");
        line(
                "- **`TableModel.java`** takes a row's texts by their columns' names: `TableModel.predict(row)`%s. It throws an"
                        + " IllegalArgumentException if the model rejects a row. In a shell: `java TableModel.java column=text ...`.",
                ofClasses
                        ? ", `TableModel.probabilities(row)`"
                        : card.decision().interval() == null ? "" : ", `TableModel.interval(row)`");
        line(
                "- **`model.safetensors`** contains the network, which takes the features below in their order:"
                        + " x fc1.weight^T + fc1.bias, and so on, each followed by its activation: %s. Leaky ReLU's slope is 0.01, ELU's"
                        + " alpha 1, and GELU is z sigmoid(1.702 z).%s%s",
                card.model().functions(),
                card.model().groups() > 1 && card.model().sizes().size() > 3
                        ? " The units of each hidden layer are in "
                                + card.model().groups()
                                + " groups of equal size; from fc2 on, a hidden unit's weights are those from its own group only."
                        : "",
                preprocessing.target() instanceof Target.OfNumber number
                        ? " The number is " + figure(number.mean()) + " + " + figure(number.deviation())
                                + " times the output."
                        : card.model().sizes().get(card.model().sizes().size() - 1) == 1
                                ? " The output is the second class's probability."
                                : "");
        if (card.decision().temperature() != null) {
            line(
                    "- **`model.safetensors`** has the last layer as it was trained: divide its outputs by the temperature."
                            + " In all other files its weights and biases are divided by it.");
        }
        card.decision().words(preprocessing.target()).forEach(words -> line("- %s", literal(words)));
        line("- **Limits:** it answers any valid row, even one unlike all training rows. A high probability is no"
                + " proof. It is not fit for decisions about people or money.");
    }

    private String output(String name) {
        return OnnxFile.output(name, preprocessing);
    }

    private void columns() {
        heading("Columns");
        line("All figures are from the training part. `model-card.json` has all digits and categories.");
        table("column", "used as", "features", "missing");
        for (Input input : preprocessing.inputs()) {
            line(
                    "| %s | %s | %s | %s |",
                    literal(input.column()),
                    literal(input.words()),
                    shown(input.features()),
                    literal(input.encoding().instead()));
        }
        line("");
        line(
                "A number x is z/√(1 + (z/3)²) with z = (x - median)/scale. `predict`, `serve` and the Java class take cells"
                        + " as the table writes them; ONNX takes numbers without signs and separators, and dates as seconds"
                        + " since 1970.");
        if (preprocessing.inputs().stream().anyMatch(input -> input.reading().width() > 1)) {
            line("");
            line(
                    "Of a text whose words are counted, ONNX takes log2(1 + n) for each bucket with n words. A word is an ideograph,"
                            + " or all letters, decimal digits and marks (Unicode's L, Nd and M) that follow each other. Its"
                            + " bucket, from 0, is h mod buckets, where h is the unsigned 32-bit FNV-1a hash of its UTF-8 bytes"
                            + " in lower case: 2166136261, then for each byte (h xor byte) times 16777619 mod 2^32.");
        }
        line("");
        line(
                "Missing is an empty cell%s.",
                preprocessing.missing().isEmpty() ? "" : " or one of " + shown(preprocessing.missing()));
        if (!preprocessing.leftOut().isEmpty()) {
            line("");
            line(
                    "Columns of the training table that are not used: %s.",
                    shown(preprocessing.leftOut().stream()
                            .map(column -> column.name() + " (" + column.why() + ")")
                            .toList()));
        }
    }

    private void importance() {
        Importance importance = card.importance();
        if (importance == null) {
            return;
        }
        line("");
        line(
                "How much %s of %,d %s rows, %s, rises when a column's cells are shuffled (mean and deviation of %d shuffles):",
                preprocessing.target() instanceof Target.OfClasses ? "the log loss" : "the RMSE",
                importance.rows(),
                importance.part().name().toLowerCase(Locale.ROOT),
                figure(importance.error()),
                importance.shuffles());
        table("column", "rise", "deviation");
        importance.byRise().stream()
                .limit(MOST_SHOWN)
                .forEach(column -> line(
                        "| %s | %s | %s |", literal(column.name()), figure(column.rise()), figure(column.deviation())));
    }

    private static String figure(double value) {
        return new BigDecimal(value)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String shown(List<String> names) {
        return names.stream()
                        .limit(MOST_SHOWN)
                        .map(Printable::excerpt)
                        .map(CardText::literal)
                        .collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? ", ... (" + names.size() + ")" : "");
    }

    private void test() {
        if (card.test() instanceof ImageTest images) {
            heading("Accuracy");
            line(
                    "%.2f%% of %,d test images right (%,d), mean cross-entropy %.4f; measured at export.",
                    images.accuracyPercent(), images.images(), images.correct(), images.loss());
            caveat();
            table(card.images().digits() ? "digit" : "class", "recognised", "images");
            images.classes()
                    .forEach(c -> line("| %s | %.2f%% | %d |", literal(c.name()), 100 * c.recall(), c.images()));
            return;
        }
        TableTest test = (TableTest) card.test();
        heading("Measures");
        if (test.measures() == null) {
            line("Not measured.");
        } else {
            line("On %,d rows of %s (%s), measured at export:", test.measures().rows(), test.data(), test.part());
            line("");
            test.measures().words().forEach((name, value) -> line("- %s: %s", name, value));
        }
        if (test.measures() instanceof ClassMeasures classes) {
            classes(classes);
        }
        caveat();
    }

    private void caveat() {
        if (card.test().caveat() != null) {
            line("");
            line("**%s**", literal(card.test().caveat()));
        }
    }

    private void data() {
        if (card.test().sha256().isEmpty()) {
            return;
        }
        heading("Data");
        line("%s", origin(card.test()));
        line("");
        digests(card.test().sha256());
    }

    private static String origin(TestResult test) {
        if (test instanceof ImageTest images) {
            return images.isMnist()
                    ? "The test images are those of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges), under Creative Commons"
                            + " Attribution-ShareAlike 3.0."
                    : "The test images are not MNIST's; their origin and licence are unknown.";
        }
        return test.sha256().containsValue(PENGUINS_SHA256)
                ? "Palmer penguins: K. Gorman and Palmer Station LTER, by way of A. Horst, A. Hill and K. Gorman's R package"
                        + " palmerpenguins; CC0 1.0."
                : "The origin and licence of the table are unknown.";
    }

    private void classes(ClassMeasures measures) {
        table(literal(preprocessing.target().name()), "recall", "precision", "rows");
        List<String> labels = ((Target.OfClasses) preprocessing.target()).labels();
        for (int c = 0; c < Math.min(MOST_SHOWN, labels.size()); c++) {
            ClassMeasures.OfClass one = measures.classes().get(c);
            line(
                    "| %s | %.2f%% | %.2f%% | %,d |",
                    literal(Printable.excerpt(labels.get(c))), 100 * one.recall(), 100 * one.precision(), one.rows());
        }
    }

    private void training() {
        Provenance training = card.training();
        boolean sameData = card.test().trainingData() == Provenance.DataMatch.SAME;
        heading("Training");
        line("Source: %s.", training.note());
        line("");
        if (training.seed() == null) {
            entry("seed", "unknown");
        }
        training.run().forEach(this::entry);
        training.configuration().forEach(this::entry);
        training.environment().forEach(this::entry);
        if (!training.dataSha256().isEmpty()) {
            line(
                    "- data: %s",
                    sameData ? "the files above" : "other files than those above, with these SHA-256 digests:");
            if (!sameData) {
                line("");
                digests(training.dataSha256());
            }
        }
    }

    private void files() {
        int tested = card.checked() == null
                ? ((ImageTest) card.test()).images()
                : card.checked().rows();
        heading("Files");
        line("%s", howChecked(tested));
        table("file", "bytes", "run by", "same answers", "largest difference", "allowed");
        for (ExportedFile file : card.files()) {
            FileVerification v = file.verification();
            if (v.agrees() == null) {
                line("| `%s` | %,d | NOT RUN: %s | | | |", file.file(), file.bytes(), v.notRun());
            } else {
                line(
                        "| `%s` | %,d | %s | %,d of %,d | %.1e | %.1e |",
                        file.file(),
                        file.bytes(),
                        v.runBy(),
                        v.sameAnswers(),
                        tested,
                        v.largestLogitDifference(),
                        v.tolerance());
            }
        }
    }

    private String howChecked(int tested) {
        ModelCard.Checked checked = card.checked();
        String what = checked == null
                ? String.format(
                        Locale.ROOT,
                        "Each file was read back and run on all %,d test images, beside the model.",
                        tested)
                : String.format(
                        Locale.ROOT,
                        "Each file was read back and run on %,d raw rows: %,d of the table (%s) and %,d made-up ones, with missing"
                                + " values, unknown categories, extreme numbers and numbers that the model rejects. The answers were"
                                + " compared with those of `predict`; %,d rows are rejected by both.",
                        tested,
                        checked.ofTable(),
                        ((TableTest) card.test()).part(),
                        checked.madeUp(),
                        checked.refused());
        return String.format(
                Locale.ROOT,
                "%s Differences are relative to the largest number in the forward pass of %s."
                        + " Allowed is %.0e: %s.",
                what,
                checked == null ? "an image" : "a row",
                Tolerances.EXPORTED_OUTPUTS.absolute(),
                Tolerances.EXPORTED_OUTPUTS.reason());
    }

    private void digestsAndVersions() {
        heading("Digests (SHA-256)");
        line("- the model that was exported: `%s`", card.model().sha256());
        line(
                "- its parameters, as little-endian floats, array after array: `%s`",
                card.model().parametersSha256());
        card.files().forEach(file -> line("- `%s`: `%s`", file.file(), file.sha256()));
        heading("Versions");
        card.versions().forEach(this::entry);
    }
}
