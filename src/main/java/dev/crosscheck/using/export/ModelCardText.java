package dev.crosscheck.using.export;

import java.util.Locale;

/** The model card for people, as Markdown. */
final class ModelCardText {
    private final CardText text = new CardText();

    private ModelCardText() {}

    /** @return the card */
    static String of(ModelCard card) {
        ModelCardText page = new ModelCardText();
        page.network(card);
        page.use(card);
        page.test(card);
        page.text.training(card.training(), card.test().trainingData() == Provenance.DataMatch.SAME);
        int images = card.test().images();
        page.text.files(
                String.format(
                        Locale.ROOT, "Each was read back and run on all %,d test images, beside the model.", images),
                "largest logit difference",
                images,
                card.files());
        page.text.digestsAndVersions(card.model(), card.files(), card.versions());
        return page.text.text();
    }

    private void network(ModelCard card) {
        text.line("# %s", card.title());
        text.line("");
        text.line(
                "A network of dense layers, %s units, %,d parameters, with %s."
                        + " It takes a grey picture of %s and gives each %s's probability.",
                CardText.dashed(card.model().sizes()),
                card.model().parameters(),
                card.model().functions(),
                card.images().digits()
                        ? "one handwritten digit"
                        : "one of " + card.images().classes().size() + " classes",
                card.images().digits() ? "digit" : "class");
        text.line("Exported by Crosscheck on %s.", card.created());
    }

    private void use(ModelCard card) {
        text.heading("Use");
        text.line("Meant for learning, for demonstrations and for trying out runtimes.");
        text.line("");
        text.line(
                "- **Input:** %d pixels (%d rows of %d), row by row, %s.",
                card.model().sizes().get(0),
                card.images().rows(),
                card.images().columns(),
                card.images().digits()
                        ? "from 0 (background) to 255 (full ink): light ink on dark, the digit centred and filling the"
                                + " picture as in the data it was trained on"
                        : "from 0 (black) to 255 (white) as in the data it was trained on");
        text.line(
                "- **Normalisation:** (p/255 - %s)/%s. `model.onnx` and the Java class do it themselves; who uses"
                        + " the arrays of `model.npz` or `model.safetensors` must do it before the first layer.",
                card.images().mean(), card.images().deviation());
        text.line(
                "- **Layers:** x fc1.weight^T + fc1.bias, and so on; after each its function: %s. Leaky ReLU's slope is 0.01,"
                        + " ELU's alpha 1, and GELU is z sigmoid(1.702 z).",
                card.model()
                        .functions()
                        .replaceFirst("^(.*), softmax$", "$1 in hidden layers, softmax after the last"));
        if (card.images().digits()) {
            text.line(
                    "- **Pictures:** the files here take 28 x 28 pixels in MNIST's form: light ink on black, 20 pixels on the longer"
                            + " side, centred by mass. Photographs are brought into it by Crosscheck's `predict` and `serve` alone.");
        }
        text.line(
                "- **Limits:** it answers with a %s whatever it is shown%s. A high probability is no proof. It has not been"
                        + " tried on %s from elsewhere, and is not fit for decisions about people or money.",
                card.images().digits() ? "digit" : "class of its own",
                card.images().digits() ? ": letters, empty paper, two digits, dark ink on light paper" : "",
                card.images().digits() ? "writing" : "pictures");
    }

    private void test(ModelCard card) {
        ModelCard.Test test = card.test();
        text.heading("Accuracy");
        text.line(
                "%.2f%% of %,d test images right (%,d), mean cross-entropy %.4f; measured at export.",
                test.accuracyPercent(), test.images(), test.correct(), test.loss());
        if (test.caveat() != null) {
            text.line("");
            text.line("**%s**", test.caveat());
        }
        text.line("");
        text.line("| %s | recognised | images |", card.images().digits() ? "digit" : "class");
        text.line("|---|---|---|");
        test.classes()
                .forEach(c ->
                        text.line("| %s | %.2f%% | %d |", CardText.literal(c.name()), 100 * c.recall(), c.images()));
        text.heading("Data");
        text.line(
                test.isMnist()
                        ? "The test images are those of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges), under Creative Commons"
                                + " Attribution-ShareAlike 3.0."
                        : "The test images are not MNIST's; their origin and licence are not known here.");
        text.line("");
        text.digests(test.sha256());
    }
}
