package dev.crosscheck.using.serve;

import static dev.crosscheck.using.serve.ServerCalls.JSON;
import static dev.crosscheck.using.serve.ServerCalls.ROW;
import static dev.crosscheck.using.serve.ServerCalls.ROWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as JSON: what is answered, and what is refused. */
class RowAnswersTest {
    private static final String ALL = ROW.replace("{", "{\"species\":\"Adelie\",");

    private static Answers.Reply reply(String body) {
        return ROWS.answer("application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode answered(int status, String body) throws IOException {
        Answers.Reply reply = reply(body);
        assertEquals(status, reply.status(), body);
        return JSON.readTree(Replies.json(reply.body()));
    }

    private static JsonNode answer(TableModel model, double threshold, String body) throws IOException {
        Answers answers = new RowAnswers(model, TableFacts.of("m", model, null, threshold, "test"));
        Answers.Reply reply = answers.answer("application/json", body.getBytes(StandardCharsets.UTF_8));
        return JSON.readTree(Replies.json(reply.body()));
    }

    /** @return the cells of a row as predict reads them from a file */
    private static Map<String, String> cells(String row) throws IOException {
        Map<String, String> cells = new HashMap<>();
        JSON.readTree(row)
                .properties()
                .forEach(cell -> cells.put(cell.getKey(), cell.getValue().asText()));
        return cells;
    }

    private static Map<String, Double> numbers(JsonNode named) {
        return JSON.convertValue(named, new TypeReference<LinkedHashMap<String, Double>>() {});
    }

    /** Classes by a probability of each or by one, and a number. */
    @ParameterizedTest
    @ValueSource(strings = {"species", "sex", "body_mass_g"})
    void aRowIsAnsweredAsPredictAnswersIt(String target) throws IOException {
        TableModel model = PenguinModels.of(target);
        TableModel.Answer expected = model.predict(cells(ALL));
        JsonNode answer = answer(model, 0.5, ALL);
        assertEquals(expected.text(), answer.path("answer").asText());
        assertEquals(expected.note() == null, answer.path("notes").isEmpty());
        assertEquals(
                expected.probabilities(),
                target.equals("body_mass_g")
                        ? List.of()
                        : List.copyOf(numbers(answer.path("probabilities")).values()));
        assertThrows(CrosscheckException.class, () -> model.predict(cells(ALL.replace("2007", "1e200"))));
        assertTrue(answer(model, 0.5, ALL.replace("2007", "1e200")).has("error"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"species", "sex", "body_mass_g"})
    void whatMovedAnAnswerIsToldTheStrongestFirst(String target) throws IOException {
        TableModel model = PenguinModels.of(target);
        float[] features = new float[model.preprocessing().width()];
        Inputs.features(model.preprocessing(), cells(ALL), features, 0);
        double[] moved = model.explained(features).influences();
        List<Input> inputs = model.preprocessing().inputs();
        Map<String, Double> expected = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            expected.put(inputs.get(i).column(), moved[i]);
        }
        Map<String, Double> told = numbers(answer(model, 0.5, ALL).path("influences"));
        assertEquals(expected, told);
        List<Double> sizes = told.values().stream().map(Math::abs).toList();
        assertEquals(sizes.stream().sorted(Comparator.reverseOrder()).toList(), sizes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"species", "sex"})
    void aClassIsSureFromTheThresholdOn(String target) throws IOException {
        TableModel model = PenguinModels.of(target);
        TableModel.Answer expected = model.predict(cells(ALL));
        double probability = expected.probabilities().get(expected.label());
        assertTrue(answer(model, probability, ALL).path("sure").asBoolean());
        JsonNode unsure = answer(model, Math.nextUp(probability), ALL);
        assertEquals("false", unsure.path("sure").asText());
        assertEquals(probability, numbers(unsure.path("probabilities")).get(expected.text()));
    }

    @Test
    void aNumberIsNeitherSureNorUnsure() throws IOException {
        assertEquals(
                "null",
                answer(PenguinModels.of("body_mass_g"), 0.5, ALL).path("sure").asText());
    }

    /** As predict does; without recorded limits the network's number is the answer. */
    @Test
    void aNumberFarFromAllOthersIsLimitedAndNoted() throws IOException {
        TableModel model = PenguinModels.of("body_mass_g");
        Target.OfNumber mass = (Target.OfNumber) model.preprocessing().target();
        assertEquals(new Target.Limits(2340, 6660), mass.limits(), "a tenth beyond 2,700 to 6,300");
        JsonNode free = answer(with(model, null), 0.5, ALL);
        JsonNode limited = answer(with(model, mass.limits()), 0.5, ALL);
        assertEquals(1869.2, free.path("answer").asDouble(), 0.1, "by a network that is drawn");
        assertTrue(free.path("notes").isEmpty());
        assertEquals(2340, limited.path("answer").asDouble());
        assertEquals("body_mass_g", limited.at("/notes/0/column").asText());
        assertEquals(
                "1869.2 by the network, far from all that it was trained on: limited to 2340",
                limited.at("/notes/0/problem").asText());
        assertEquals(free.path("influences"), limited.path("influences"));
    }

    /** @return the same network with other limits of its number */
    private static TableModel with(TableModel model, Target.Limits limits) {
        Preprocessing fitted = model.preprocessing();
        Target.OfNumber mass = (Target.OfNumber) fitted.target();
        Target target = new Target.OfNumber(mass.name(), mass.mean(), mass.deviation(), limits);
        Preprocessing limited = Inputs.preprocessing(fitted.missing(), fitted.inputs(), List.of(), target);
        return new TableModel(model.network(), model.parameters(), limited, model.decision());
    }

    /** A number as JSON has it, alone and with each unit, and a date in each order; predict answers the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight | 50 | \"50\" | \"50 kg\" | \"50000 g\" | \"50 lb\"",
                "fee | 7 | \"7\" | \"€ 7\" | \"7 €\" | \"7 lb\"",
                "day | \"2021-03-14\" | \"14.03.2021\" | \"Mar 14 2021\" | \"2021-03-14 00:00\" | \"3/14/2021\""
            })
    void aMixtureIsAnsweredInAllItsForms(
            String column, String one, String second, String third, String fourth, String other) throws IOException {
        TableModel model = mixture();
        String row = "{\"weight\":9,\"fee\":3,\"day\":\"2021-03-20\"}"
                .replaceAll("\"" + column + "\":[^,}]*", "\"" + column + "\":%s");
        List<Double> expected = model.predict(cells(row.formatted(one))).probabilities();
        for (String form : List.of(one, second, third, fourth)) {
            String body = row.formatted(form);
            assertEquals(expected, model.predict(cells(body)).probabilities(), body);
            JsonNode answer = answer(model, 0.5, body);
            assertEquals(
                    expected, List.copyOf(numbers(answer.path("probabilities")).values()), body);
        }
        JsonNode refused = answer(model, 0.5, row.formatted(other));
        assertTrue(refused.has("error"), refused.toString());
    }

    /** @return a model of a table with weights in kg and g and without a unit, fees with their unit on either side, and days in three orders */
    private static TableModel mixture() {
        StringBuilder text = new StringBuilder("weight,fee,day,kind\n");
        for (int row = 0; row < 60; row++) {
            String weight = List.of(row * 3 + " kg", row * 3 + " kg", row * 1000 + " g", row + "")
                    .get(row % 4);
            String day = List.of("2021-03-%d", "%d.03.2021", "Mar %d 2021").get(row % 3);
            text.append(weight)
                    .append(row % 3 < 2 ? ",€ " + row * 2 + "," : "," + row * 2 + " €,")
                    .append(day.replace("%d", "" + (13 + row % 15)))
                    .append(row % 2 == 0 ? ",a\n" : ",b\n");
        }
        Table table = Table.read("t.csv", text.toString().getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
        TargetColumn target = TargetColumn.of(table, "kind", null);
        Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), null);
        return TableModel.of(DrawnModels.ofTable(fitted, Elementwise.TANH, 6));
    }

    @Test
    void ofAListEachRowHasItsAnswerOrWhyNot() throws IOException {
        JsonNode list = answered(200, "[" + ROW + "," + ROW.replace("39.1", "\"near\"") + "," + ROW + "]");
        assertEquals(3, list.size());
        assertEquals(list.get(0), list.get(2));
        assertEquals(
                "row 2, column \"bill_length_mm\": expected a number, found \"near\".",
                list.get(1).path("error").asText());
        assertFalse(list.get(1).path("remedy").asText().isBlank());
        assertEquals(
                "bill_length_mm",
                list.get(1).path("problems").get(0).path("column").asText());
        assertEquals("[]", answered(200, "[]").toString());
    }

    /** Texts are taken as a CSV file's cells are; the target, and columns that training left out, are passed over. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "39.1 | \"39.1\"",
                "39.1 | 3.91E1",
                "39.1 | \" 39.1 \"",
                "2007 | \"2007\"",
                "2007 | 2007,\"species\":\"Gentoo\"",
                "2007 | 2007,\"species\":[1,{}]"
            })
    void otherFormsOfTheSameRowAreAnsweredTheSame(String from, String to) throws IOException {
        assertEquals(answered(200, ROW), answered(200, ROW.replace(from, to)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "39.1 | null | ",
                "39.1 | \"\" | ",
                "39.1 | \"NA\" | ",
                "3750 | 9000 | outside of what was trained on, 2700 to 6300",
                "2007 | null | no value, though none is missing in the training part: the median 2008 is used",
                "\"Torgersen\" | \"Mars\" | the training part had no \"Mars\": treated as no category",
                "\"Torgersen\" | true | the training part had no \"true\": treated as no category",
                "\"Torgersen\" | 7 | the training part had no \"7\": treated as no category"
            })
    void whatIsMissingOrNewIsAnsweredAndToldOf(String from, String to, String note) throws IOException {
        JsonNode notes = answered(200, ROW.replace(from, to)).path("notes");
        assertEquals(note, notes.isEmpty() ? null : notes.get(0).path("problem").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "39.1 | \"long\" | column \"bill_length_mm\": expected a number, found \"long\".",
                "39.1 | true | column \"bill_length_mm\": expected a number, found \"true\".",
                "39.1 | 1e300 | column \"bill_length_mm\": expected a number, found \"1e300\"",
                "39.1 | [39.1] | column \"bill_length_mm\": expected a number, a text or null, found a list.",
                "39.1 | {\"mm\":39.1} | column \"bill_length_mm\": expected a number, a text or null, found an object.",
                "39.1 | 39.1,\"bill_length_mm\":39.2 | column \"bill_length_mm\": expected it once, found it again.",
                "39.1 | 39.1,\"wings\":2 | column \"wings\": the model has no such column.",
                "bill_length_mm | bil_length_mm | column \"bil_length_mm\": the model has no such column, did you mean \"bill_length_mm\"?",
                "\"bill_length_mm\":39.1, | '' | column \"bill_length_mm\": expected a value, or null for a missing one, found no such column."
            })
    void aBadRowIsRefusedByItsColumn(String from, String to, String error) throws IOException {
        JsonNode refused = answered(400, ROW.replace(from, to));
        assertTrue(refused.path("error").asText().startsWith(error), refused.toString());
        assertEquals(
                "Send {\"island\": \"Biscoe\", \"bill_length_mm\": 44.45, \"bill_depth_mm\": 17.3, ...},"
                        + " or a list of at most 400 such rows.",
                refused.path("remedy").asText());
    }

    @Test
    void moreRowsThanTheLimitAreRefused() throws IOException {
        assertEquals(400, answered(200, "[" + "{},".repeat(399) + ROW + "]").size());
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> reply("[" + "{},".repeat(400) + "{}]"));
        assertEquals("body: expected at most 400 rows, found more.", e.getMessage());
    }
}
