package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.run.Excerpt;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The card of a model of a table for people, as Markdown. */
final class TableCardText {
    /** Of each column's categories, of classes, and of columns left out; the JSON has all. */
    private static final int MOST_SHOWN = 20;

    private static final int DIGITS = 6;

    private final CardText text = new CardText();
    private final TableCard card;
    private final Preprocessing preprocessing;

    private TableCardText(TableCard card) {
        this.card = card;
        this.preprocessing = card.preprocessing();
    }

    /** @return the card */
    static String of(TableCard card) {
        TableCardText page = new TableCardText(card);
        page.network();
        page.use();
        page.columns();
        page.test();
        page.text.training(card.training(), card.test().trainingData() == Provenance.DataMatch.SAME);
        TableCard.Checked checked = card.checked();
        page.text.files(
                String.format(
                        Locale.ROOT,
                        "Each was read back and run on %,d raw rows: %,d of the table (%s) and %,d made-up ones, with missing values,"
                                + " unknown categories, extreme numbers and numbers that the model refuses. Its answers were"
                                + " compared with those of `predict`; %,d rows are refused by both. Differences are shares of the"
                                + " largest number that a row leads to on its way through the network. Allowed is %.0e: %s.",
                        checked.rows(),
                        checked.ofTable(),
                        card.test().part(),
                        checked.madeUp(),
                        checked.refused(),
                        Tolerances.EXPORTED_ROWS.absolute(),
                        Tolerances.EXPORTED_ROWS.reason()),
                "largest difference",
                checked.rows(),
                card.files());
        page.text.digestsAndVersions(card.model(), card.files(), card.versions());
        return page.text.text();
    }

    private void network() {
        text.line("# %s", CardText.literal(card.title()));
        text.line("");
        Target target = preprocessing.target();
        text.line(
                "A network of dense layers, %s units, %,d parameters, with %s. It takes a row of %d columns and answers with %s.",
                CardText.dashed(card.model().sizes()),
                card.model().parameters(),
                card.model().functions(),
                preprocessing.inputs().size(),
                target instanceof Target.OfClasses known
                        ? "the probability of each of " + known.labels().size() + " classes of "
                                + CardText.literal(target.name()) + ": " + shown(known.labels())
                        : "the number " + CardText.literal(target.name()) + ", in its own unit");
        text.line("Exported by Crosscheck on %s.", card.created());
    }

    private void use() {
        text.heading("Use");
        text.line("Meant for learning, for demonstrations and for trying out runtimes.");
        text.line("");
        boolean ofClasses = preprocessing.target() instanceof Target.OfClasses;
        text.line(
                "- **`model.onnx`** takes raw rows: an input for each column, of its name, (N, 1). Numbers are float64 with NaN for a missing"
                        + " one; categories are strings without white space around them, empty for a missing one. It gives %s."
                        + " A row that the model refuses gets NaN%s.",
                ofClasses
                        ? String.format(
                                Locale.ROOT,
                                "`%s` (N), `%s` (N, %d) and `%s`",
                                output(TableOnnxFile.LABEL),
                                output(TableOnnxFile.PROBABILITIES),
                                ((Target.OfClasses) preprocessing.target())
                                        .labels()
                                        .size(),
                                output(TableOnnxFile.LOGITS))
                        : "`" + output(TableOnnxFile.VALUE) + "` (N, 1), float64",
                ofClasses ? " and an empty label" : "");
        text.line(
                "- **`TableModel.java`** takes a row's texts by their columns' names: `TableModel.predict(row)`%s. It throws an"
                        + " IllegalArgumentException where the model refuses. In a shell: `java TableModel.java column=text ...`.",
                ofClasses ? ", `TableModel.probabilities(row)`" : "");
        text.line(
                "- **`model.npz`, `model.safetensors`** hold the network alone, which takes the features below in their order:"
                        + " x fc1.weight^T + fc1.bias, and so on; after each its function, %s. Leaky ReLU's slope is 0.01, ELU's"
                        + " alpha 1, and GELU is z sigmoid(1.702 z).%s",
                card.model().functions(),
                preprocessing.target() instanceof Target.OfNumber number
                        ? " The number is " + figure(number.mean()) + " + " + figure(number.deviation())
                                + " times the output."
                        : card.model().sizes().get(card.model().sizes().size() - 1) == 1
                                ? " The output is the second class's probability."
                                : "");
        text.line(
                "- **Limits:** it answers any row that it can read, however unlike those it was trained on. A high probability is no"
                        + " proof. It is not fit for decisions about people or money.");
    }

    private String output(String name) {
        return TableOnnxFile.output(name, preprocessing);
    }

    private void columns() {
        text.heading("Columns");
        text.line("Figures are of the training part alone. `model-card.json` has all digits and categories.");
        text.line("");
        text.line("| column | takes | features | missing |");
        text.line("|---|---|---|---|");
        for (Input input : preprocessing.inputs()) {
            if (input instanceof Input.OfNumber number) {
                text.line(
                        "| %s | a number | (x - %s)/%s%s | %s |",
                        CardText.literal(number.name()),
                        figure(number.mean()),
                        figure(number.deviation()),
                        number.indicator() ? ", then 1 if missing" : "",
                        missing("the median " + figure(number.median())));
            } else {
                Input.OfCategory category = (Input.OfCategory) input;
                text.line(
                        "| %s | a category: %s | 1 for its own, 0 for the others and for an unknown one | %s |",
                        CardText.literal(category.name()),
                        shown(category.categories()),
                        missing(category.missing() ? "a category of its own, the last" : "0 in all"));
            }
        }
        text.line("");
        text.line(
                "Missing is an empty cell%s.",
                preprocessing.missing().isEmpty() ? "" : " or one of " + shown(preprocessing.missing()));
        if (!preprocessing.leftOut().isEmpty()) {
            text.line("");
            text.line(
                    "Columns of the training table that are not used: %s.",
                    shown(preprocessing.leftOut().stream()
                            .map(column -> column.name() + " (" + column.why() + ")")
                            .toList()));
        }
    }

    private static String figure(double value) {
        return new BigDecimal(value)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    private String missing(String instead) {
        return preprocessing.refuseMissing() ? "refused" : instead;
    }

    private static String shown(List<String> names) {
        return names.stream()
                        .limit(MOST_SHOWN)
                        .map(Excerpt::of)
                        .map(CardText::literal)
                        .collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? ", ... (" + names.size() + ")" : "");
    }

    private void test() {
        TableTest test = card.test();
        text.heading("Measures");
        if (test.measured() > 0) {
            text.line("On %,d rows of %s (%s), measured at export:", test.measured(), test.data(), test.part());
            text.line("");
        }
        if (test.classes() != null) {
            classes(test.classes());
        } else if (test.numbers() != null) {
            NumberMeasures numbers = test.numbers();
            text.line(
                    "- RMSE %.5g, MAE %.5g%s",
                    numbers.rmse(),
                    numbers.mae(),
                    numbers.r2() == null ? "" : String.format(Locale.ROOT, ", R2 %.4f", numbers.r2()));
        } else {
            text.line("Not measured.");
        }
        if (test.caveat() != null) {
            text.line("");
            text.line("**%s**", CardText.literal(test.caveat()));
        }
        if (!test.sha256().isEmpty()) {
            text.heading("Data");
            text.line("The table's origin and licence are not known here.");
            text.line("");
            text.digests(test.sha256());
        }
    }

    private void classes(ClassMeasures measures) {
        text.line(
                "- %.2f%% right (%,d of %,d; 95 %% interval %.1f to %.1f), balanced %.2f%%",
                100 * measures.accuracy(),
                measures.correct(),
                measures.rows(),
                100 * measures.accuracyInterval().low(),
                100 * measures.accuracyInterval().high(),
                100 * measures.balancedAccuracy());
        text.line("- log loss %.4f, Brier score %.4f", measures.logLoss(), measures.brier());
        text.line("");
        text.line(
                "| %s | recall | precision | rows |",
                CardText.literal(preprocessing.target().name()));
        text.line("|---|---|---|---|");
        List<String> labels = ((Target.OfClasses) preprocessing.target()).labels();
        for (int c = 0; c < Math.min(MOST_SHOWN, labels.size()); c++) {
            ClassMeasures.OfClass one = measures.classes().get(c);
            text.line(
                    "| %s | %.2f%% | %.2f%% | %,d |",
                    CardText.literal(Excerpt.of(labels.get(c))), 100 * one.recall(), 100 * one.precision(), one.rows());
        }
    }
}
