package dev.crosscheck.using.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The model card for people, as Markdown. */
final class ModelCardText {
    /** What Markdown, or HTML in it, would take for more than a character. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>|#!~&]");

    private final StringBuilder text = new StringBuilder();

    private ModelCardText() {}

    /** @return the card */
    static String of(ModelCard card) {
        ModelCardText page = new ModelCardText();
        page.network(card);
        page.use(card);
        page.test(card);
        page.training(card);
        page.files(card);
        page.digestsAndVersions(card);
        return page.text.toString();
    }

    private void network(ModelCard card) {
        line("# %s", card.title());
        line("");
        line(
                "A network of dense layers, %s units, %,d parameters, with %s."
                        + " It takes a grey picture of %s and gives each %s's probability.",
                dashed(card.model().sizes()),
                card.model().parameters(),
                card.model().functions(),
                card.images().digits()
                        ? "one handwritten digit"
                        : "one of " + card.images().classes().size() + " classes",
                card.images().digits() ? "digit" : "class");
        line("Exported by Crosscheck on %s.", card.created());
    }

    private void use(ModelCard card) {
        heading("Use");
        line("Meant for learning, for demonstrations and for trying out runtimes.");
        line("");
        line(
                "- **Input:** %d pixels (%d rows of %d), row by row, %s.",
                card.model().sizes().get(0),
                card.images().rows(),
                card.images().columns(),
                card.images().digits()
                        ? "from 0 (background) to 255 (full ink): light ink on dark, the digit centred and filling the"
                                + " picture as in the data it was trained on"
                        : "from 0 (black) to 255 (white) as in the data it was trained on");
        line(
                "- **Normalisation:** (p/255 - %s)/%s. `model.onnx` and the Java class do it themselves; who uses"
                        + " the arrays of `model.npz` or `model.safetensors` must do it before the first layer.",
                card.images().mean(), card.images().deviation());
        line(
                "- **Layers:** x fc1.weight^T + fc1.bias, and so on; after each its function: %s. Leaky ReLU's slope is 0.01,"
                        + " ELU's alpha 1, and GELU is z sigmoid(1.702 z).",
                card.model()
                        .functions()
                        .replaceFirst("^(.*), softmax$", "$1 in hidden layers, softmax after the last"));
        line(
                "- **Limits:** it answers with a %s whatever it is shown%s. A high probability is no proof. It has not been"
                        + " tried on %s from elsewhere, and is not fit for decisions about people or money.",
                card.images().digits() ? "digit" : "class of its own",
                card.images().digits() ? ": letters, empty paper, two digits, dark ink on light paper" : "",
                card.images().digits() ? "writing" : "pictures");
    }

    private void test(ModelCard card) {
        ModelCard.Test test = card.test();
        heading("Accuracy");
        line(
                "%.2f%% of %,d test images right (%,d), mean cross-entropy %.4f; measured at export.",
                test.accuracyPercent(), test.images(), test.correct(), test.loss());
        if (test.caveat() != null) {
            line("");
            line("**%s**", test.caveat());
        }
        line("");
        line("| %s | recognised | images |", card.images().digits() ? "digit" : "class");
        line("|---|---|---|");
        test.classes().forEach(c -> line("| %s | %.2f%% | %d |", literal(c.name()), 100 * c.recall(), c.images()));
        heading("Data");
        line(
                test.isMnist()
                        ? "The test images are those of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges), under Creative Commons"
                                + " Attribution-ShareAlike 3.0."
                        : "The test images are not MNIST's; their origin and licence are not known here.");
        line("");
        digests(test.sha256());
    }

    private void training(ModelCard card) {
        heading("Training");
        Provenance training = card.training();
        line("Source: %s.", training.note());
        line("");
        if (training.seed() == null) {
            entry("seed", "unknown");
        }
        training.run().forEach(this::entry);
        training.configuration().forEach(this::entry);
        training.environment().forEach(this::entry);
        boolean sameData = card.test().trainingData() == Provenance.DataMatch.SAME;
        if (!training.dataSha256().isEmpty()) {
            line("- data: %s", sameData ? "the files above" : "other files than those above, with these SHA-256:");
            if (!sameData) {
                line("");
                digests(training.dataSha256());
            }
        }
    }

    private void files(ModelCard card) {
        heading("Files");
        line(
                "Each was read back and run on all %,d test images, beside the DL4J model.",
                card.test().images());
        line("");
        line("| file | bytes | run by | same answers | largest logit difference | allowed |");
        line("|---|---|---|---|---|---|");
        for (ModelCard.ExportedFile file : card.files()) {
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
                        card.test().images(),
                        v.largestLogitDifference(),
                        v.tolerance());
            }
        }
    }

    private void digestsAndVersions(ModelCard card) {
        heading("Digests (SHA-256)");
        line("- the model that was exported: `%s`", card.model().sha256());
        line(
                "- its parameters, as little-endian floats in DL4J's order: `%s`",
                card.model().parametersSha256());
        card.files().forEach(file -> line("- `%s`: `%s`", file.file(), file.sha256()));
        heading("Versions");
        card.versions().forEach(this::entry);
    }

    private void heading(String title) {
        line("");
        line("## %s", title);
        line("");
    }

    private void entry(String name, String value) {
        line("- %s: %s", name, value);
    }

    private void digests(Map<String, String> sha256) {
        sha256.forEach((name, digest) -> line("- `%s`: `%s`", name, digest));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** A name that is shown as it is, whatever Markdown would make of it. */
    private static String literal(String name) {
        return MARKUP.matcher(name).replaceAll("\\\\$0");
    }

    private static String dashed(List<Integer> sizes) {
        List<String> words = new ArrayList<>();
        sizes.forEach(size -> words.add(size.toString()));
        return String.join("-", words);
    }
}
