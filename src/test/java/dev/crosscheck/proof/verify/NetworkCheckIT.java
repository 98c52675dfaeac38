package dev.crosscheck.proof.verify;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.judge.ReferenceTraining;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import dev.crosscheck.proof.twin.SameDiffTwin.At;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.train.Nd4jTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkCheckIT extends Nd4jTest {
    private static final List<String> HIDDEN = List.of("", "-7", "-6-5", "-5-4-6");
    private static final List<String> ACTIVATIONS =
            List.of("relu", "tanh", "sigmoid", "leaky-relu", "elu", "gelu", "softplus", "identity", "softmax");
    private static final List<String> LOSSES = List.of(
            "mse", "bce", "cross-entropy", "huber", "half-squared-error", "mse output:sigmoid", "huber output:relu");
    private static final List<String> OPTIMIZERS = List.of("sgd", "momentum", "adam", "adamw");
    private static final List<String> STARTS = List.of("torch", "he", "xavier");

    /** Every depth with every loss; optimizers, activations and initializations rotate, so that each is combined with each loss or nearly so. */
    static List<String> specs() {
        List<String> specs = new ArrayList<>();
        for (String hidden : HIDDEN) {
            for (String loss : LOSSES) {
                int turn = specs.size();
                String activation = hidden.isEmpty() ? "" : ACTIVATIONS.get(turn % ACTIVATIONS.size()) + " ";
                specs.add("4" + hidden + "-3 " + activation + loss + " "
                        + OPTIMIZERS.get((turn + turn / LOSSES.size()) % OPTIMIZERS.size()) + " init:"
                        + STARTS.get(turn % STARTS.size()) + " seed:" + turn);
            }
        }
        return specs;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everyKindOfNetworkAgrees(String line) {
        assertAgrees(NetworkCheck.findings(Setup.parse(line)));
    }

    /** Valid and same, pooling of odd maps, three channels, kernels of one place; the upper half of the pictures is black, so that windows have ties. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8x8-conv3x3-pool2-4-3 relu cross-entropy batch:3",
                "7x9-conv3x3s-pool2-conv4x3s-pool2-3 cross-entropy adamw batch:3",
                "3x6x7-conv4x3-conv2x1-pool2-5-1 relu bce momentum batch:5",
                "2x9x9-conv3x7s-conv2x5-pool2-2 mse sgd batch:1",
                "1x8x8-conv2x5s-pool2-3 huber adam init:he batch:4",
                "6x1-conv2x1-3 cross-entropy batch:4 init:xavier"
            })
    void convolutionsAgree(String line) {
        Findings findings = NetworkCheck.findings(Setup.parse(line));
        assertAgrees(findings);
    }

    /** A window of sums of whole numbers, which are often equal for different places: DL4J and SameDiff choose the first one, row by row, too. */
    @Test
    void amongEqualSumsAllChooseTheSame() {
        Setup setup = Setup.parse("4x4-conv1x3-pool2-1 relu mse");
        Network network = setup.network().network();
        List<Matrix> whole = setup.initial().matrices().stream()
                .map(matrix -> matrix.map(v -> 1))
                .toList();
        Parameters ones = new Parameters(whole);
        SplittableRandom random = new SplittableRandom(1);
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Matrix x = Matrix.zeros(1, 16).map(zero -> random.nextInt(2));
            Matrix t = Matrix.rowOf(0);
            ForwardPass pass = network.forward(ones, x);
            BackwardPass back = BackwardPass.of(network, ones, pass, t, setup.objective());
            double[] expected = back.gradients(network, pass).weights(1).data();
            double[] y = ((Convolution) network.layer(1))
                    .unpooled()
                    .z(x, whole.get(0), whole.get(1))
                    .data();
            if (Arrays.stream(y).filter(v -> v == pass.z(1).data()[0]).count() > 1) {
                places.add(back.dys().get(0).data()[0] != 0 ? 0 : 1);
            }
            for (At at : List.of(
                    new NetworkTwin(network, setup.objective()).at(ones, x, t),
                    new SameDiffTwin(network, setup.objective(), false).at(ones, x, t, List.of()))) {
                assertArrayEquals(expected, at.gradients().weights(1).data(), 1e-12, Arrays.toString(y));
            }
        }
        assertEquals(Set.of(0, 1), places, "ties at the first place and elsewhere");
    }

    /** Steps that magnify rounding, steps that diverge, outputs that saturate, inputs for which DL4J's GELU fails, and class weights. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4-20-10-3 tanh mse adam lr:1",
                "4-20-10-3 tanh huber adamw lr:0.5 weight-decay:0.5",
                "4-6-3 relu mse sgd lr:1000",
                "4-6-3 softplus mse momentum lr:10",
                "4-6-3 tanh cross-entropy sgd lr:1000",
                "4-6-3 tanh bce momentum lr:1000",
                "4-30-20-3 gelu mse output:sigmoid adam lr:10",
                "1-1-1-1-1-1-1 softplus mse batch:1",
                "4-5-3 tanh cross-entropy adam epsilon:corrected",
                "4-5-3 tanh mse adamw epsilon:corrected",
                "4-6-5-3 identity bce momentum init:he seed:4", // outputs within 1e-7 of 1
                "4-3 cross-entropy sgd class-weights:0.5/1/20", // output weights in DL4J, and part of the formula in
                // SameDiff
                "4-6-5-3 tanh cross-entropy adam class-weights:0.7544/1.6863/0.9247",
                "4-6-2 relu cross-entropy adamw class-weights:3/0.25 batch:1",
                "4-1 bce sgd class-weights:0.5/4",
                "4-7-1 gelu bce momentum class-weights:100/0.6",
                "4-7-1 relu bce adam class-weights:1/1e-3 batch:1"
            })
    void neitherExtremeRatesNorShapesAreTakenForADisagreement(String line) {
        assertAgrees(NetworkCheck.findings(Setup.parse(line)));
    }

    /** Saturated outputs of 0 and 1, for correct and wrong predictions, with class weights and without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3-5-3 tanh cross-entropy batch:4",
                "3-5-3 tanh cross-entropy class-weights:0.5/2/5 batch:4",
                "3-5-3 tanh bce batch:4",
                "3-5-1 tanh bce class-weights:0.6/3 batch:4"
            })
    void sureOutputsAgreeAndClippingThemIsCaught(String line) {
        Setup setup = Setup.parse(line);
        assertAgrees(NetworkCheck.sureOutputs(setup, Backprop.BY_HAND).findings());
        List<String> failed =
                NetworkCheck.sureOutputs(setup, ReferenceTraining.backprop(Mutants.CLIPPED))
                        .findings()
                        .verdicts()
                        .stream()
                        .filter(verdict -> !verdict.passed())
                        .map(Verdict::quantity)
                        .toList();
        assertTrue(
                failed.containsAll(List.of("db2, against SameDiff", "db2, against central differences")),
                failed::toString);
    }

    @Test
    void givenExamplesAreChecked() {
        SplittableRandom random = new SplittableRandom(1);
        Matrix x = Matrix.gaussian(6, 4, random);
        Matrix thousands = Matrix.gaussian(6, 1, random).map(t -> 1e5 * t);
        Findings findings = NetworkCheck.findings(Setup.parse("4-8-1 relu mse"), x, thousands, Effort.FULL);
        assertAgrees(findings);
        assertTrue(findings.note().startsWith("6 given rows; "), findings.note());
    }

    @Test
    void whereDl4jFailsOrALossIsCutOffNothingIsCompared() {
        Matrix large = Matrix.rowOf(1e5, -1e5);
        assertRefused("2-1 bce", large, Matrix.rowOf(1), "an output is within 1.0E-12 of 0 or 1");
        assertRefused("2-3-1 gelu", large, Matrix.rowOf(1), "DL4J's gelu fails at ");
    }

    private static void assertRefused(String line, Matrix x, Matrix t, String reason) {
        Setup setup = Setup.parse(line);
        CrosscheckException refused =
                assertThrows(CrosscheckException.class, () -> NetworkCheck.findings(setup, x, t, Effort.FULL));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void ofALargeNetworkSomeElementsAndRowsAreTaken() {
        Findings findings = NetworkCheck.findings(Setup.parse("300-200-10 relu cross-entropy batch:400"));
        assertAgrees(findings);
        assertTrue(
                findings.note()
                        .startsWith("the first 321 of 400 random rows; central differences of 24 of 62210 parameters,"
                                + " 6 drawn at random from each array that has more"),
                findings.note());
    }

    /** Targets are 1.5 off at a start of 0, then moved to where Huber's loss turns linear: central differences are meaningless there. */
    @Test
    void differencesOverAKinkAreLeftOut() {
        Setup setup = Setup.parse("1-1 huber");
        Matrix x = Matrix.rowOf(1);
        double y =
                setup.network().network().forward(setup.initial(), x).output().get(0, 0);
        Findings off = NetworkCheck.findings(setup, x, Matrix.rowOf(y + 1.5), Effort.FULL);
        Findings on = NetworkCheck.findings(setup, x, Matrix.rowOf(y + 1 + 1e-9), Effort.FULL);
        assertAgrees(off);
        assertAgrees(on);
        assertFalse(off.note().contains("kink"), off.note());
        assertTrue(on.note().contains("2 parameters (2 of them left out, whose step crosses a kink)"), on.note());
    }
}
