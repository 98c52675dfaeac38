package dev.crosscheck.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.GraphPicture;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static Curve curve(List<CombinedSheet.Panel> panels, int panel, int curve) {
        return panels.get(panel).curves().get(curve);
    }

    @Test
    void pointsReachBothEnds() {
        assertArrayEquals(new double[] {-1, 0, 1}, Points.between(-1, 1, 3));
    }

    @Test
    void activationSheetsHoldTheCoursesPoints() {
        var functions = ActivationSheets.functions().panels();
        for (int i = 0; i < 4; i++) {
            Curve curve = curve(functions, i, 0);
            assertEquals("100 -5.0 5.0", curve.x().length + " " + curve.x()[0] + " " + curve.x()[99]);
        }
        assertEquals(1 / (1 + Math.exp(-5)), curve(functions, 0, 0).y()[99], 1e-15);
        assertEquals(5, curve(functions, 1, 0).y()[99]);
        assertEquals(Math.tanh(-5), curve(functions, 2, 0).y()[0]);
        double all = Math.exp(5) + 1 + Math.E;
        for (int i = 0; i < 3; i++) {
            double[] powers = {Math.exp(5), 1, Math.E};
            assertEquals(powers[i] / all, curve(functions, 3, i).y()[99], 1e-15, "softmax of (5, 0, 1)");
        }
        var derivatives = ActivationSheets.derivatives().panels();
        Curve ofRelu = curve(derivatives, 1, 0);
        assertEquals(-3, curve(derivatives, 0, 0).x()[0]);
        assertEquals(1 - Math.tanh(3) * Math.tanh(3), curve(derivatives, 2, 0).y()[99], 1e-15);
        assertEquals(
                "[0.0, 0.0, 0.0] [0.0, NaN, 1.0]",
                Arrays.toString(Arrays.copyOfRange(ofRelu.x(), 50, 53)) + " "
                        + Arrays.toString(Arrays.copyOfRange(ofRelu.y(), 50, 53)),
                "the jump of ReLU' is at 0, and is no slope");
        assertEquals(103, ofRelu.x().length);
        for (int i = 0; i < 103; i++) {
            assertEquals(i < 51 ? 0 : i > 51 ? 1 : Double.NaN, ofRelu.y()[i]);
        }
    }

    @Test
    void lossCurvesAreComputedPointByPoint() {
        var losses = LossSheets.losses().panels();
        double[] points = curve(losses, 0, 0).x();
        for (int k = 1; k < 100; k++) {
            assertEquals(k / 99.0, points[10 * k], 1e-15, "the course's 100 points are among them");
        }
        assertTrue(-Math.log(points[1]) > 6, "the line from the clipped value to the next is out of sight");
        for (int k = 1; k < points.length; k++) {
            double p = points[k];
            assertEquals((1 - p) * (1 - p), curve(losses, 0, 0).y()[k], 1e-15);
            assertEquals(-Math.log(p), curve(losses, 1, 0).y()[k], 2e-12, "1 is clipped");
            assertEquals(-Math.log(p), curve(losses, 2, 0).y()[k], 2e-12, "1 is clipped");
        }
        for (int k : new int[] {0, 490, 988}) {
            double p = curve(losses, 0, 1).x()[k];
            assertEquals(2 * (p - 1), curve(losses, 0, 1).y()[k], 1e-15);
            assertEquals(-1 / p, curve(losses, 1, 1).y()[k], 1e-9);
            assertEquals(-1 / p, curve(losses, 2, 1).y()[k], 1e-9);
        }
        var huber = LossSheets.huber().panels();
        assertEquals(-3, curve(huber, 1, 0).y()[0], 1e-15);
        assertEquals(-1, curve(huber, 1, 1).y()[0], 1e-15);
        assertEquals(4.5, curve(huber, 0, 0).y()[0], 1e-15);
        assertEquals(2.5, curve(huber, 0, 1).y()[0], 1e-15);
    }

    /** A kernel of 2x2 at four places, whose gradient can be redone on paper. */
    @Test
    void aKernelsGradientIsASumOverItsPlaces() {
        KernelGradient gradient =
                new KernelGradient(new Matrix(3, 3, 1, 2, 0, 0, 1, 3, 2, 1, 1), new Matrix(2, 2, 1, -1, 0.5, 2));
        assertEquals("1·2 + -1·0 + 0.5·1 + 2·3", gradient.terms(0, 1));
        assertArrayEquals(new double[] {1, 8.5, 2, 0.5}, gradient.sum().data());
        GraphPicture picture = gradient.picture();
        assertEquals(
                List.of(
                        "X of Y[0,0]|1  2|0  1",
                        "X of Y[0,1]|2  0|1  3",
                        "X of Y[1,0]|0  1|2  1",
                        "X of Y[1,1]|1  3|1  1"),
                picture.rows().get(0).stream().map(node -> text(node.lines())).toList());
        assertEquals(
                "dL/dW, the sum|1  8.5|2  0.5",
                text(picture.rows().get(1).get(0).lines()));
        assertEquals("dL/dY[1,1] = 2", text(picture.edges().get(3).lines()));
    }

    @Test
    void aRunLeavesItsStartAloneAndEndsWhenToldTo() {
        Network network = XorRun.network(List.of(3), Elementwise.TANH);
        Parameters start = network.initial(1);
        double before = start.get("W1").get(0, 0);
        XorRun run = XorRun.of(network, start, Backprop.BY_HAND, 0.1, 100, (epoch, loss, parameters) -> epoch < 6);
        assertEquals(7, run.meanLosses().length);
        assertEquals(before, run.start().get("W1").get(0, 0));
        assertNotEquals(before, run.trained().get("W1").get(0, 0));
        assertTrue(run.worst().error() >= run.answers().get(0).error());
    }

    /** A 2-2-1 network whose values and gradients can be redone on paper. */
    @Test
    void theGraphShowsValuesAndGradients() {
        Network network = Network.of(2, List.of(2), 1, Elementwise.RELU, Elementwise.IDENTITY);
        Parameters parameters = new Parameters(
                List.of(new Matrix(2, 2, 1, -1, 0.5, 1), Matrix.rowOf(0, -3), new Matrix(2, 1, 3, 4), Matrix.rowOf(1)));
        GraphPicture graph = NetworkGraph.of("", network, parameters, Matrix.rowOf(1, 2), Matrix.rowOf(5), XorRun.LOSS);
        // z = (2, -2), h = (2, 0), y = 7, L = 2; dy = 2, dh = (6, 8), dz = (6, 0), dx = (6, 3).
        assertEquals(
                List.of(
                        List.of("x[1] = 1.0000|dL/dx[1] = 6.0000", "x[2] = 2.0000|dL/dx[2] = 3.0000"),
                        List.of(
                                "z1[1] = 2.0000|b1[1] = 0.0000|dL/db1[1] = 6.0000|dL/dz1[1] = 6.0000",
                                "z1[2] = -2.0000|b1[2] = -3.0000|dL/db1[2] = 0.0000|dL/dz1[2] = 0.0000"),
                        List.of("h1[1] = 2.0000|dL/dh1[1] = 6.0000", "h1[2] = 0.0000|dL/dh1[2] = 8.0000"),
                        List.of("y = 7.0000|b2 = 1.0000|dL/db2 = 2.0000|dL/dy = 2.0000"),
                        List.of("L = 2.0000|target t = 5.0000")),
                graph.rows().stream()
                        .map(row -> row.stream().map(node -> text(node.lines())).toList())
                        .toList());
        assertEquals(
                List.of(
                        "0: 0-0 W1[1,1] = 1.0000|dL/dW = 6.0000|back = 6.0000",
                        "0: 0-1 W1[1,2] = -1.0000|dL/dW = 0.0000|back = 0.0000",
                        "0: 1-0 W1[2,1] = 0.5000|dL/dW = 12.0000|back = 3.0000",
                        "0: 1-1 W1[2,2] = 1.0000|dL/dW = 0.0000|back = 0.0000",
                        "1: 0-0 relu|back = 6.0000",
                        "1: 1-1 relu|back = 0.0000",
                        "2: 0-0 W2[1,1] = 3.0000|dL/dW = 4.0000|back = 6.0000",
                        "2: 1-0 W2[2,1] = 4.0000|dL/dW = 0.0000|back = 8.0000",
                        "3: 0-0 half squared error|back = 2.0000"),
                graph.edges().stream()
                        .map(edge -> edge.row() + ": " + edge.from() + "-" + edge.to() + " " + text(edge.lines()))
                        .toList());
    }

    private static String text(List<GraphPicture.Line> lines) {
        return String.join("|", lines.stream().map(GraphPicture.Line::text).toList());
    }

    @Test
    void largerNetworksAndSoftmaxAreShownByLayer() {
        assertTrue(NetworkGraph.showsUnits(XorRun.network(List.of(4), Elementwise.RELU)));
        assertFalse(NetworkGraph.showsUnits(XorRun.network(List.of(5), Elementwise.RELU)));
        assertFalse(NetworkGraph.showsUnits(XorRun.network(List.of(2, 2, 2), Elementwise.RELU)));
        assertFalse(NetworkGraph.showsUnits(XorRun.network(List.of(3), Softmax.SOFTMAX)));
        Network network = XorRun.network(List.of(8, 8), Elementwise.TANH);
        GraphPicture graph =
                NetworkGraph.of("", network, network.initial(1), Matrix.rowOf(0, 1), Matrix.rowOf(1), XorRun.LOSS);
        assertEquals(7, graph.rows().size());
        graph.rows().forEach(row -> assertEquals(1, row.size()));
        assertEquals("|x| = 1.0000", graph.rows().get(0).get(0).lines().get(0).text());
    }
}
