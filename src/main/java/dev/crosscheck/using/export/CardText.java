package dev.crosscheck.using.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.model.Model;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.run.Json;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a model card as Markdown. */
final class CardText {
    /** Maximum number of categories per column, classes and columns that are listed; the JSON file contains all of them. */
    private static final int MOST_SHOWN = 20;

    /** Characters with a meaning in Markdown, or in HTML inside it. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>|#!~&]");

    private CardText() {}

    /** @return the card; what its JSON has is filled in as it is */
    static String of(ModelCard card, Model model) {
        ObjectNode values = (ObjectNode) Json.tree(card);
        values.setAll((ObjectNode) Json.tree(model.ofImages() ? ofImages(model) : ofRows(model)));
        values.put("functions", ModelCard.functions(model));
        boolean convolves = model.spec().beginsWithConvolution();
        values.put("kinds", convolves ? "convolutions and dense layers" : "dense layers");
        if (card.test().measures() != null) {
            ArrayNode measures = values.putArray("measures");
            card.test()
                    .measures()
                    .words()
                    .forEach((name, words) ->
                            measures.addObject().put("name", name).put("value", words));
        }
        Long seed = card.training().seed();
        values.put("seed", seed == null ? "unknown" : seed.toString());
        values.put("allowed", Tolerances.EXPORTED_OUTPUTS.absolute());
        values.put("reason", Tolerances.EXPORTED_OUTPUTS.reason());
        return Template.filled("Card.md", values, CardText::written);
    }

    private static Map<String, Object> ofImages(Model model) {
        ImageForm form = model.form();
        return Map.of(
                "ofImages",
                true,
                "classes",
                form.classes().size(),
                "labels",
                shown(form.classes()),
                "colours",
                form.channels() == 1 ? "grey" : "coloured",
                "input",
                form.channels() == 1
                        ? form.features() + " pixels"
                        : form.features() + " levels, all red, then all green, then all blue ones, each",
                "size",
                form.rows() + " rows of " + form.columns(),
                "form",
                form.handwriting()
                        ? ", in MNIST's form: light ink on black, 20 pixels on the longer side, centred by mass. Only Crosscheck's"
                                + " predict and serve convert photographs to it"
                        : " as in the data it was trained on. Pictures are scaled in proportion by averaging areas; what they leave"
                                + " free gets the mean of their border, and transparent pixels lie on white",
                "normalisation",
                form.normalisation().toString(),
                "weights",
                model.spec().beginsWithConvolution()
                        ? " The first layers are PyTorch's Conv2d, conv1 and so on, with weights of (maps, channels, rows, columns) and"
                                + " ReLU; after pool2 the largest of each 2 x 2 goes on. The maps are flattened as they stand there."
                        : "");
    }

    private static Map<String, Object> ofRows(Model model) {
        TablePreparation prepared = TablePreparation.of(model.preparation());
        Preprocessing preprocessing = prepared.preprocessing();
        Target target = preprocessing.target();
        Map<String, Object> values = new HashMap<>();
        values.put("ofRows", true);
        values.put(
                "gives",
                target instanceof Target.OfClasses known
                        ? "the probability of each of " + known.labels().size() + " classes of " + target.name() + ": "
                                + shown(known.labels())
                        : "the number " + target.name() + ", in its own unit");
        values.put("weights", weights(model, prepared));
        values.put(
                "decided",
                prepared.decided().words(target).stream()
                        .map(words -> Map.of("words", words))
                        .toList());
        values.put("missing", preprocessing.missing().isEmpty() ? "" : " or one of " + shown(preprocessing.missing()));
        values.put(
                "inputs",
                preprocessing.inputs().stream()
                        .map(input -> Map.of(
                                "column", input.column(),
                                "words", input.words(),
                                "features", shown(input.features()),
                                "instead", input.encoding().instead()))
                        .toList());
        if (preprocessing.inputs().stream().anyMatch(input -> input.reading().width() > 1)) {
            values.put("ofWords", true);
        }
        return values;
    }

    /** @return what else must be known to use the arrays of the model's file */
    private static String weights(Model model, TablePreparation prepared) {
        List<String> sentences = new ArrayList<>(List.of(" It takes the features below in their order."));
        if (model.spec().groups() > 1 && model.spec().hidden().size() > 1) {
            sentences.add(
                    " The units of each hidden layer are in " + model.spec().groups()
                            + " groups of equal size; from fc2 on, a hidden unit's weights are those from its own group only.");
        }
        if (prepared.target() instanceof Target.OfNumber number) {
            sentences.add(" The number is " + number.mean() + " + " + number.deviation() + " times the output"
                    + (number.limits() == null
                            ? "."
                            : ", but at least " + number.limits().low() + " and at most "
                                    + number.limits().high() + "; these arrays and model.zip leave that to you."));
        } else if (model.spec().outputs() == 1) {
            sentences.add(" The output is the second class's probability.");
        }
        if (prepared.decided().temperature() != null) {
            sentences.add(" Divide the last layer's outputs by the temperature, as all other files do.");
        }
        return String.join("", sentences);
    }

    /** @return a value with its Markdown characters escaped */
    private static String written(JsonNode value) {
        return value.isNumber()
                ? Text.of(value.isFloatingPointNumber() ? "%.1e" : "%,d", value.numberValue())
                : MARKUP.matcher(Printable.line(value.asText())).replaceAll("\\\\$0");
    }

    private static String shown(List<String> names) {
        return names.stream().limit(MOST_SHOWN).map(Printable::excerpt).collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? ", ... (" + names.size() + ")" : "");
    }
}
