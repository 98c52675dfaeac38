package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures beside a state's parameters and gradients: accuracy, an example's units, what an optimizer remembers, bounds. */
class ExplorerFiguresTest {
    private final PageSessions explorer = new PageSessions();

    private JsonNode state(String id, int step, int example) {
        return explorer.get(id + "/frame?step=" + step + "&example=" + example);
    }

    /** Of one output the class is 1 from 0.5 on, of several it is the largest one's. */
    @ParameterizedTest
    @CsvSource({"spirals, softmax", "moons, sigmoid", "circles, linear"})
    void accuracyAndUnitsAreThoseOfTheState(String kind, String output) {
        String config =
                "{'data': {'kind': '%s', 'examples': 30, 'noise': 0.3}, 'output': '%s', 'batch': 7, 'optimizer': 'adam'}";
        JsonNode session = explorer.session(String.format(Locale.ROOT, config, kind, output));
        ExplorerTest.Told told = ExplorerTest.Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 200);
        for (int step : new int[] {0, 14, 200}) {
            JsonNode state = state(id, step, 3);
            ForwardPass pass = told.network().forward(PageSessions.parameters(state.get("parameters")), told.x());
            int right = right(pass.output(), session.at("/data/labels"));
            assertTrue(right > 0 && right < 30, right + " of 30 tell nothing");
            assertEquals(right / 30.0, state.get("accuracy").asDouble());
            for (int k = 1; k <= 2; k++) {
                assertArrayEquals(pass.a(k).row(3).data(), PageSessions.numbers(state.at("/a/" + (k - 1))));
            }
        }
        assertEquals(5, session.get("stepsPerEpoch").asInt());
        assertFalse(state(id, 0, -1).has("a"));
        assertFalse(state(id, 0, -1).has("exampleLoss"));
        for (int example = 0; example < 4; example++) {
            JsonNode pass = explorer.get(id + "/pass?step=14&example=" + example);
            assertEquals(pass.get("loss"), state(id, 14, example).get("exampleLoss"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'optimizer': 'sgd' | true | true",
                "'optimizer': 'adam' | true | false",
                "'slip': true | false | false"
            },
            quoteCharacter = '"')
    void aBranchSaysWhetherItCanBeRepeated(String config, boolean first, boolean second) {
        JsonNode session = explorer.session("{" + config + "}");
        String id = session.get("id").asText();
        explorer.train(id, 0, 5);
        JsonNode branch = explorer.post(id + "/branch", "{'branch': 0, 'step': 3}");
        explorer.train(id, 1, 2);
        boolean[] said = {
            session.at("/branches/0/repeatable").asBoolean(),
            branch.get("repeatable").asBoolean()
        };
        assertArrayEquals(new boolean[] {first, second}, said);
        for (int i = 0; i < 2; i++) {
            String target = id + "/export?format=npz&step=5&branch=" + i;
            if (said[i]) {
                assertTrue(explorer.file(target).length > 0);
            } else if (config.contains("slip")) {
                assertEquals("notPlain {}", explorer.refusedCall(target));
            }
        }
    }

    private static int right(Matrix output, JsonNode labels) {
        int right = 0;
        for (int n = 0; n < labels.size(); n++) {
            double[] y = output.row(n).data();
            assertTrue(y.length <= 2);
            int best = y.length == 1 ? (y[0] >= 0.5 ? 1 : 0) : y[0] > y[1] ? 0 : 1;
            right += best == labels.get(n).asInt() ? 1 : 0;
        }
        return right;
    }

    @ParameterizedTest
    @CsvSource({"sgd", "momentum", "adam"})
    void whatAnOptimizerRemembersIsTold(String optimizer) {
        JsonNode session = explorer.session("{'optimizer': '" + optimizer + "'}");
        ExplorerTest.Told told = ExplorerTest.Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 9);
        Parameters parameters = PageSessions.parameters(state(id, 0, 0).get("parameters"));
        Optimizer same = told.optimizer().start();
        OnlineTraining training = new OnlineTraining(told.network(), told.loss());
        for (int step = 0; step < 9; step++) {
            training.stepInPlace(parameters, same, told.batch(told.x(), step), told.batch(told.t(), step));
        }
        JsonNode update = explorer.get(id + "/pass?step=8").get("update");
        assertMemory(same.memory(), update.get("memory"));
        assertEquals(9, update.get("step").asInt());
        same.memory().forEach((letter, arrays) -> {
            if (optimizer.equals("adam")) { // m and v without what they still have of the zeros that they began as
                double share = 1 - Math.pow(letter.equals("m") ? 0.9 : 0.999, 9);
                double shown = update.at("/corrected/" + letter + "/0/W/0/0").asDouble();
                assertEquals(
                        arrays.get(0)[0] / share,
                        shown,
                        1e-12 * Math.abs(shown)); // roundings of the power and the quotient
            }
        });
    }

    private static void assertMemory(Map<String, List<double[]>> expected, JsonNode told) {
        assertEquals(expected.size(), told.size());
        expected.forEach((letter, arrays) -> {
            assertEquals(arrays.size() / 2, told.get(letter).size());
            for (int k = 0; k < arrays.size() / 2; k++) {
                JsonNode layer = told.get(letter).get(k);
                assertArrayEquals(
                        arrays.get(2 * k), PageSessions.matrix(layer.get("W")).data());
                assertArrayEquals(arrays.get(2 * k + 1), PageSessions.numbers(layer.get("b")));
            }
        });
    }

    @Test
    void aCurvesSurfaceIsALine() {
        JsonNode session = explorer.session("{'data': {'kind': 'curve', 'examples': 20}}");
        ExplorerTest.Told told = ExplorerTest.Told.of(session);
        String id = session.get("id").asText();
        Parameters parameters = PageSessions.parameters(state(id, 0, 0).get("parameters"));
        JsonNode surface = explorer.post(id + "/whatIf", "{'branch': 0, 'step': 0, 'size': 5}")
                .get("surface");
        double[] x = PageSessions.numbers(surface.get("x"));
        assertFalse(surface.has("y"));
        assertFalse(state(id, 0, 0).has("accuracy"), "numbers have none");
        for (int i = 0; i < 5; i++) {
            Matrix at = Matrix.rowOf(x[0] + (x[1] - x[0]) * i / 4);
            assertEquals((float) told.network().forward(parameters, at).output().get(0, 0), (float)
                    surface.at("/outputs/0/" + i).asDouble());
        }
    }

    /** 48 + 3·272 + 17 = 881 parameters, over 500 examples. */
    @Test
    void differencesThatWouldTakeTooLongAreLeftOut() {
        String config =
                "{'data': {'kind': 'moons', 'examples': 500}, 'hidden': [{'units': 16}, {'units': 16}, {'units': 16}, {'units': 16}],"
                        + " 'output': 'sigmoid', 'batch': 0}";
        String id = explorer.session(config).get("id").asText();
        explorer.train(id, 0, 24);
        assertEquals(0, explorer.get(id + "/pass?step=0").get("differences").size());
        assertEquals(
                5,
                explorer.get(id + "/pass?step=0&example=0").get("differences").size());
    }
}
