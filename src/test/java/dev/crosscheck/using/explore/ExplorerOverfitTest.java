package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples held out, L2, dropout, equal weights, and the figures by which the page names events: as computed here from the formulas. */
class ExplorerOverfitTest {
    private static final String MOONS =
            "{'data': {'kind': 'moons', 'examples': 40, 'noise': 0.2HELD}, 'hidden': [{'units':"
                    + " 6, 'activation': 'tanh'}], 'output': 'sigmoid', 'optimizer': 'sgd', 'learningRate': 0.5, 'batch': 8, 'seed':"
                    + " 5MORE}";
    private static final int UNITS = 6;
    private static final Network NETWORK = Network.of(2, List.of(UNITS), 1, Elementwise.TANH, Elementwise.SIGMOID);
    private static final double RATE = 0.5;
    private static final double CLOSE = 1e-13;

    private final PageSessions explorer = new PageSessions();

    private JsonNode moons(String held, String more) {
        return explorer.session(MOONS.replace("HELD", held).replace("MORE", more));
    }

    private Parameters parameters(String id, int step) {
        return PageSessions.parameters(explorer.get(id + "/frame?step=" + step).get("parameters"));
    }

    @Test
    void examplesHeldOutAreTheLastAndAreOnlyMeasured() {
        JsonNode all = moons("", "");
        JsonNode split = moons(", 'heldOut': 0.25", "");
        assertEquals(30, split.at("/data/inputs").size());
        assertEquals(10, split.at("/data/heldOut/inputs").size());
        assertEquals(
                all.at("/data/inputs/30"), split.at("/data/heldOut/inputs/0"), "the same points, drawn in one order");
        assertTrue(all.at("/data/heldOut").isMissingNode());
        String id = split.get("id").asText();
        JsonNode grown = explorer.train(id, 0, 60);
        assertEquals(4, split.get("stepsPerEpoch").asInt());
        assertEquals(
                "[0,20,40,60]",
                List.of(at(grown, 0), at(grown, 1), at(grown, 2), at(grown, 3))
                        .toString()
                        .replace(" ", ""),
                "whole epochs of four");
        JsonNode frame = explorer.get(id + "/frame?step=60");
        Matrix x = PageSessions.matrix(split.at("/data/heldOut/inputs"));
        Matrix t = PageSessions.matrix(split.at("/data/heldOut/targets"));
        ForwardPass pass = NETWORK.forward(parameters(id, 60), x);
        double loss = NETWORK.loss(pass, t, Loss.BINARY_CROSS_ENTROPY);
        assertEquals(loss, frame.at("/heldOut/loss").asDouble());
        assertEquals(loss, grown.at("/heldOut/3/1").asDouble());
        long right = 0;
        for (int n = 0; n < x.rows(); n++) {
            right += (pass.output().get(n, 0) > 0.5) == (t.get(n, 0) == 1) ? 1 : 0;
        }
        assertEquals(right / 10.0, frame.at("/heldOut/accuracy").asDouble());
    }

    private static int at(JsonNode grown, int index) {
        return grown.at("/heldOut/" + index + "/0").asInt();
    }

    /** Gradient, central difference and update of a batch belong to the same step, whose masks follow from its number. */
    @ParameterizedTest
    @ValueSource(strings = {", 'l2': 0.1", ", 'dropout': 0.4", ", 'l2': 0.02, 'dropout': 0.2, 'optimizer': 'adam'"})
    void theGradientOfAStepAgreesWithDifferencesAndWithTheUpdate(String more) {
        JsonNode session = explorer.session(MOONS.replace("HELD", "")
                .replace("MORE", more)
                .replace(more.contains("adam") ? "'optimizer': 'sgd', " : "NONE", ""));
        String id = session.get("id").asText();
        explorer.train(id, 0, 40);
        Parameters later = parameters(id, 40);
        JsonNode batch = explorer.get(id + "/pass?step=17&example=-1");
        assertEquals(2, batch.get("differences").size());
        assertTrue(PageSessions.gradientsAgree(batch) && PageSessions.updateAgrees(batch), batch.toString());
        Parameters announced = PageSessions.parameters(batch.at("/update/after"));
        same(announced, parameters(id, 18));
        parameters(id, 3);
        same(later, parameters(id, 40));
    }

    private static void same(Parameters expected, Parameters actual) {
        for (int i = 0; i < expected.matrices().size(); i++) {
            assertArrayEquals(
                    expected.matrices().get(i).data(), actual.matrices().get(i).data());
        }
    }
}
