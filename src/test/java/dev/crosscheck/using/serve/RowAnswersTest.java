package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as JSON: what is answered, and what is refused. */
class RowAnswersTest {
    private static final String REST =
            "\"bill_depth_mm\":18.7,\"flipper_length_mm\":181,\"body_mass_g\":3750,\"sex\":\"male\",\"year\":2007";
    private static final String ROW = "{\"island\":\"Torgersen\",\"bill_length_mm\":39.1," + REST + "}";
    private static final Map<String, String> CELLS = Map.of(
            "island", "Torgersen",
            "bill_length_mm", "39.1",
            "bill_depth_mm", "18.7",
            "flipper_length_mm", "181",
            "body_mass_g", "3750",
            "sex", "male",
            "year", "2007");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TableModel SPECIES = PenguinModels.of("species");

    private static Answers answers(TableModel model) {
        return new RowAnswers(model, TableFacts.of("m", model, null, 0.5, "test"));
    }

    private static Answers.Reply reply(String body) {
        return answers(SPECIES).answer("application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode answered(int status, String body) throws IOException {
        Answers.Reply reply = reply(body);
        assertEquals(status, reply.status(), body);
        return JSON.readTree(Replies.json(reply.body()));
    }

    private static TableModel.Explained expected(TableModel model, Map<String, String> cells) {
        float[] features = new float[model.preprocessing().width()];
        Inputs.features(model.preprocessing(), cells, features, 0);
        return model.explained(features);
    }

    @Test
    void oneRowIsAnsweredWithWhatMovedIt() throws IOException {
        JsonNode answer = answered(200, ROW);
        TableModel.Explained expected = expected(SPECIES, CELLS);
        assertEquals(expected.answer().text(), answer.path("answer").asText());
        List<String> classes = new ArrayList<>();
        answer.path("probabilities").fieldNames().forEachRemaining(classes::add);
        assertEquals(List.of("Adelie", "Chinstrap", "Gentoo"), classes);
        assertEquals(
                expected.answer().probabilities().get(1),
                answer.path("probabilities").path("Chinstrap").asDouble());
        for (int i = 0; i < expected.influences().length; i++) {
            String name = SPECIES.preprocessing().inputs().get(i).column();
            assertEquals(
                    expected.influences()[i],
                    answer.path("influences").path(name).asDouble(),
                    name);
        }
        double last = Double.POSITIVE_INFINITY;
        for (Iterator<JsonNode> all = answer.path("influences").elements(); all.hasNext(); ) {
            double size = Math.abs(all.next().asDouble());
            assertTrue(size <= last, "the strongest first");
            last = size;
        }
        boolean sure = expected.answer().probabilities().get(expected.answer().label()) >= 0.5;
        assertEquals(sure, answer.path("sure").asBoolean());
        assertTrue(answer.path("notes").isEmpty());
    }

    @Test
    void aNumberIsANumber() throws IOException {
        TableModel model = PenguinModels.of("body_mass_g");
        String row = ROW.replace("\"body_mass_g\":3750", "\"species\":\"Adelie\"");
        JsonNode answer = JSON.readTree(Replies.json(answers(model)
                .answer("application/json", row.getBytes(StandardCharsets.UTF_8))
                .body()));
        assertTrue(answer.path("answer").isNumber(), answer.toString());
        assertTrue(answer.path("sure").isNull() && answer.path("probabilities").isNull(), answer.toString());
        assertEquals(7, answer.path("influences").size());
    }

    @Test
    void aNumberOutsideOfTheTrainingPartIsRemarked() throws IOException {
        Answers answers = answers(PenguinModels.of("species"));
        byte[] heavy = ROW.replace("3750", "9000").getBytes(StandardCharsets.UTF_8);
        JsonNode answer = JSON.readTree(
                Replies.json(answers.answer("application/json", heavy).body()));
        assertEquals(
                "outside of what was trained on, 2700 to 6300",
                answer.at("/notes/0/problem").asText());
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
    void fewProblemsAreToldOfARow() throws IOException {
        JsonNode refused = answered(400, "{\"a\":1,\"island\":2,\"b\":3}");
        assertEquals(5, refused.path("problems").size(), "two that are unknown and three of six that are missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | body: expected a row, or a list of rows, found nothing.",
                "null | body: expected a row, or a list of rows, found null.",
                "1 | found a number.",
                "\"x\" | found a text.",
                "[1] | body, row 1: expected an object, found a number.",
                "[[]] | body, row 1: expected an object, found a list.",
                "{ | body, line 1, column 2: not the expected JSON.",
                "{\"island\":} | body, line 1, column 11: not the expected JSON.",
                "{\"island\":NaN} | not the expected JSON.",
                "{\"year\":01} | not the expected JSON.",
                "{} {} | body: expected nothing after the rows, found an object.",
                "[{}]] | not the expected JSON."
            })
    void aBodyOfAnotherFormIsRefused(String body, String error) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> reply(body));
        assertTrue(e.getMessage().contains(error), e.getMessage());
        assertTrue(e.remedy().startsWith("Send {\"island\": "), e.remedy());
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] latin = "{\"island\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> answers(SPECIES).answer("application/json", latin));
        assertEquals("body: expected JSON in UTF-8, found bytes of another encoding.", e.getMessage());
    }

    @Test
    void moreRowsThanTheLimitAreRefused() throws IOException {
        assertEquals(400, answered(200, "[" + "{},".repeat(399) + ROW + "]").size());
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> reply("[" + "{},".repeat(400) + "{}]"));
        assertEquals("body: expected at most 400 rows, found more.", e.getMessage());
    }

    @Test
    void theModelIsDescribed() throws IOException {
        Importance importance = new Importance(
                Importance.Part.VALIDATION, 55, 5, 0.5, List.of(new Importance.Column("island", 0.25, 0.1)));
        JsonNode facts = JSON.readTree(Replies.json(TableFacts.of("m", SPECIES, importance, 0.5, "test")));
        assertEquals("classes", facts.at("/target/type").asText());
        assertEquals("Biscoe", facts.at("/columns/0/choices/0").asText());
        assertEquals(0, facts.at("/columns/0/range").size());
        assertEquals(44.45, facts.at("/columns/1/range/1").asDouble());
        assertEquals(0.25, facts.at("/importance/columns/0/rise").asDouble());
        assertEquals(400, facts.path("mostRows").asInt(), "4000 values: 3 probabilities and 7 influences a row");
        assertNull(TableFacts.of("m", SPECIES, null, 0.5, "test").importance());
    }
}
