package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be answered is refused with what was wrong and what to do, and what is answered takes a bounded room. */
class ExplorerRefusalsTest {
    private final Explorer explorer = new Explorer();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | body: not JSON.",
                "no json | body: not JSON.",
                "null | body: expected an object, found null.",
                "{'hiden': []} | body: hiden: not what is expected.",
                "{'seed': 1} {} | body: not what is expected.",
                "{'seed': 1, 'seed': 2} | body: not JSON.",
                "{'hidden': [{'activation': 'tanh'}]} | body: hidden[0].units: not what is expected.",
                "{'hidden': [{'units': 2.5}]} | body: hidden[0].units: not what is expected.",
                "{'hidden': [{'units': 17}]} | units: expected a whole number from 1 to 16, found 17.",
                "{'hidden': [{'units': 1000000000}]} | units: expected a whole number from 1 to 16, found 1000000000.",
                "{'hidden': [{'units': 2, 'activation': 'tahn'}]} | activation: expected one of sigmoid, relu, tanh,"
                        + " leaky-relu, elu, gelu, softplus, identity, found \"tahn\" (did you mean tanh?).",
                "{'hidden': [{'units': 1}, {'units': 1}, {'units': 1}, {'units': 1}, {'units': 1}]} | hidden: expected at most"
                        + " 4 hidden layers, found 5 of them.",
                "{'output': 'step'} | output: expected one of sigmoid, linear, softmax, found \"step\".",
                "{'output': 'linear', 'loss': 'bce'} | The output activation identity does not go with binary cross-entropy",
                "{'optimizer': 'lion'} | optimizer: expected one of sgd, momentum, adam, adamw, found \"lion\".",
                "{'learningRate': 0} | learningRate: expected a number from 2.2250738585072014E-308 to 1000000.0, found 0.0.",
                "{'learningRate': 1e999} | learningRate: expected a number from 2.2250738585072014E-308 to 1000000.0, found"
                        + " Infinity.",
                "{'batch': -1} | batch: expected a whole number from 0 to 500, found -1.",
                "{'initialization': 'zero'} | initialization: expected one of normal, he, xavier, torch, equal, found \"zero\".",
                "{'data': {'kind': 'cats'}} | data.kind: expected one of xor, and, or, nand, nor, circles, moons, spirals,"
                        + " curve, points, csv, found \"cats\".",
                "{'data': {'kind': 'moons', 'examples': 1000000}} | data.examples: expected a whole number from 2 to 500,"
                        + " found 1000000.",
                "{'data': {'kind': 'moons', 'noise': -1}} | data.noise: expected a number from 0.0 to 1.0, found -1.0.",
                "{'data': {'kind': 'points'}} | data.points: expected from 2 to 500 points, found none.",
                "{'data': {'kind': 'points', 'points': [[1, 2, 0], [1, 2]]}} | data.points[1]: expected [x1, x2, class], found"
                        + " another form.",
                "{'data': {'kind': 'points', 'points': [[1, 2, 0], [1, 2, 0.5]]}} | data.points[1]: expected a class that is a"
                        + " whole number, found 0.5.",
                "{'data': {'kind': 'points', 'points': [[1, 2, 0], [1e9, 2, 1]]}} | data.points[1]: expected a number from"
                        + " -1000.0 to 1000.0, found 1.0E9.",
                "{'data': {'kind': 'points', 'points': [[1, 2, 0], [2, 2, 1], [3, 3, 2]]}} | One linear output cannot tell 3"
                        + " classes",
                "{'data': {'kind': 'curve'}, 'output': 'sigmoid'} | A sigmoid output cannot learn numbers",
                "{'data': {'kind': 'csv', 'csv': 'a,b,c'}} | data.columns: expected two columns' names, and a third as"
                        + " data.target, found others.",
                "{'data': {'kind': 'csv', 'csv': 'a,b,c', 'columns': ['a', 'a'], 'target': 'c'}} | data.columns: expected three"
                        + " different columns, found one of them twice.",
                "{'data': {'kind': 'csv', 'csv': '\\u0000\\u0001', 'columns': ['a', 'b'], 'target': 'c'}} | data.csv",
                "{'data': {'kind': 'csv', 'csv': 'a,b,c\\n1,x,0\\n2,3,1\\n', 'columns': ['a', 'b'], 'target': 'c'}} | data.csv",
                "{'data': {'kind': 'csv', 'csv': 'a,b,c\\n1,2,x\\n', 'columns': ['a', 'd'], 'target': 'c'}} | data.csv:"
                        + " expected a column \"d\", which data.columns or data.target names, found none of that name.",
                "{'hidden': [{'units': 2, 'activation': 'gelu'}], 'slip': true} | No slip would show with this network"
            })
    void aSessionThatCannotBe(String config, String error) {
        Explorer.Answer answer = explorer.ask("POST", "sessions", config.replace('\'', '"'));
        assertEquals(400, answer.status(), answer.json().toString());
        assertTrue(
                answer.json().get("error").asText().startsWith(error),
                answer.json().toString());
        assertFalse(answer.json().get("remedy").asText().isBlank());
    }

    @Test
    void aMillionPointsAndALongTextAreRefused() {
        String points = IntStream.range(0, 20_000).mapToObj(i -> "[1,2,0]").collect(Collectors.joining(","));
        refused(
                "{\"data\": {\"kind\": \"points\", \"points\": [" + points + "]}}",
                "data.points: expected from 2 to 500 points");
        String rows = "a,b,c\\n" + "1,2,0\\n3,4,1\\n".repeat(300);
        String csv = "{\"data\": {\"kind\": \"csv\", \"columns\": [\"a\", \"b\"], \"target\": \"c\", \"csv\": \"";
        refused(csv + rows + "\"}}", "data.csv: expected from 2 to 500 rows");
        refused(csv + "x".repeat(300_000) + "\"}}", "data.csv: expected a text of at most 262144 characters");
    }

    private void refused(String config, String error) {
        Explorer.Answer answer = explorer.ask("POST", "sessions", config);
        assertEquals(400, answer.status());
        assertTrue(
                answer.json().get("error").asText().startsWith(error),
                answer.json().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state?step=6 | step: expected a step from 0 to 5, found 6.",
                "state?step=x | step: expected a whole number from 0 to 100000, found x.",
                "state | step: expected a whole number from 0 to 100000, found none.",
                "state?step=1&branch=1 | branch: expected a branch from 0 to 0, found 1.",
                "pass?step=1&example=4 | example: expected a whole number from -1 to 3, found 4.",
                "surface?step=1&size=101 | size: expected a whole number from 2 to 100, found 101.",
                "frames?from=5&to=1 | to: expected a whole number from 5 to 100000, found 1.",
                "export?step=1&format=exe | format: expected one of java, numpy, pytorch, npz, found \"exe\".",
                "export?step=0&format=npz | There is nothing to repeat yet."
            })
    void aLookThatCannotBe(String target, String error) {
        String id = explorer.session("{'hidden': [{'units': 4}]}").get("id").asText();
        explorer.train(id, 0, 5);
        Explorer.Answer answer = explorer.ask("GET", "sessions/" + id + "/" + target, "");
        assertEquals(400, answer.status(), answer.json().toString());
        assertEquals(error, answer.json().get("error").asText());
    }

    @Test
    void othersSessionsAndEndedOnesAreNotThere() {
        String id = explorer.session("{}").get("id").asText();
        String other = new Explorer().session("{}").get("id").asText();
        assertNotEquals(id, other);
        assertEquals(32, id.length(), "128 bits");
        assertEquals(404, explorer.ask("GET", "sessions/" + other, "").status());
        assertEquals(200, explorer.ask("DELETE", "sessions/" + id, "").status());
        assertEquals(404, explorer.ask("GET", "sessions/" + id, "").status());
    }

    @Test
    void stepsAndBranchesEnd() {
        JsonNode session = explorer.session("{}");
        String id = session.get("id").asText();
        int most = session.get("maxSteps").asInt();
        explorer.train(id, 0, most - 10);
        String branch = "{\"branch\": 0, \"step\": 1}";
        assertEquals(
                200,
                explorer.ask("POST", "sessions/" + id + "/branches", branch).status());
        JsonNode rest = explorer.post("sessions/" + id + "/train", "{'branch': 1, 'steps': 20}");
        assertEquals(10, rest.get("losses").size(), "what is left for all branches together");
        for (int i = 0; i < 2; i++) {
            String more = "{\"branch\": " + i + ", \"steps\": 1}";
            assertEquals(
                    409, explorer.ask("POST", "sessions/" + id + "/train", more).status());
        }
        for (int i = 2; i < Limits.BRANCHES; i++) {
            assertEquals(
                    200,
                    explorer.ask("POST", "sessions/" + id + "/branches", branch).status());
        }
        assertEquals(
                409,
                explorer.ask("POST", "sessions/" + id + "/branches", branch).status());
    }

    /** And whoever has one may begin another instead. */
    @Test
    void theHundredAndTwentyNinthReaderIsAskedToWait() {
        for (int i = 0; i < Limits.SESSIONS; i++) {
            explorer.from("192.0.2." + i).session("{}");
        }
        Explorer.Answer answer = explorer.from("192.0.2.200").ask("POST", "sessions", "{}");
        assertEquals(503, answer.status());
        assertEquals(
                "All 128 places for sessions are in use.",
                answer.json().get("error").asText());
        explorer.from("192.0.2.100").session("{}");
    }
}
