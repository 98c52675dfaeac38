package dev.crosscheck.course.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuideTest {
    private static final Problem TWO = Problem.ofClasses(30, 2, 455);

    private static LinearFit fit(double outliers) {
        return new LinearFit(400, 10, 0.5, outliers);
    }

    private static String network(Problem problem) {
        return Guide.of(problem, Wishes.NONE).setup(10, 1).toString();
    }

    private static Choice choice(Guide guide, String what) {
        return guide.choices().stream()
                .filter(choice -> choice.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachTaskHasItsOutputAndLoss() {
        assertEquals("30-64-1 relu bce adamw lr:0.001 batch:16 seed:1", network(TWO));
        assertEquals(
                "15-64-3 relu cross-entropy adamw lr:0.001 batch:16 seed:1", network(Problem.ofClasses(15, 3, 206)));
        assertEquals("10-64-1 relu mse adamw lr:0.001 batch:16 seed:1", network(Problem.ofNumber(10, 353, fit(0))));
        assertEquals(
                "10-64-1 relu huber adamw lr:0.001 batch:16 seed:1", network(Problem.ofNumber(10, 353, fit(0.02))));
    }

    /** MNIST's training set has the units of the course's own network. */
    @ParameterizedTest
    @CsvSource({
        "10, 3, 100, 64",
        "784, 10, 60000, '256,256'",
        "50, 2, 9999, 128",
        "50, 2, 10000, '128,128'",
        "50, 2, 99999, '256,256'",
        "50, 2, 100000, '256,256,256'",
        "50, 2, 1000000, '1024,1024,1024'",
        "50, 2, 2000000000, '1024,1024,1024'",
        "20, 200, 5000, 256",
        "20, 1000, 5000, 1024",
        "100000, 2, 5000, 64",
        "30000, 2, 50000, '128,128'"
    })
    void unitsAndLayersGrowWithTheRows(int features, int classes, int rows, String hidden) {
        Guide guide = Guide.of(Problem.ofClasses(features, classes, rows), Wishes.NONE);
        assertEquals(hidden, choice(guide, "hidden units").value());
        assertEquals(
                Integer.toString(hidden.split(",").length),
                choice(guide, "hidden layers").value());
        List<Integer> sizes = guide.network().sizes();
        assertEquals(
                hidden,
                String.join(
                        ",",
                        sizes.subList(1, sizes.size() - 1).stream()
                                .map(String::valueOf)
                                .toList()));
    }

    /** 12 inputs and 64 units have 897 parameters. */
    @ParameterizedTest
    @CsvSource({"897, adam, 0.0", "896, adamw, 0.0", "90, adamw, 0.0", "89, adamw, 0.2"})
    void fewRowsPerParameterAreHeldBack(int rows, String optimizer, double dropout) {
        Guide guide = Guide.of(Problem.ofNumber(12, rows, fit(0)), Wishes.NONE);
        assertEquals(optimizer, choice(guide, "optimizer").value());
        assertEquals(optimizer, guide.optimizer().kind().label());
        assertEquals(dropout, guide.network().dropout());
    }

    @Test
    void smallTablesHaveSmallBatches() {
        assertEquals(16, Guide.of(Problem.ofClasses(5, 2, 999), Wishes.NONE).batch());
        assertEquals(64, Guide.of(Problem.ofClasses(5, 2, 1000), Wishes.NONE).batch());
    }

    @Test
    void everyChoiceHasItsReasonAndTheCoursesRule() {
        Guide guide = Guide.of(Problem.ofNumber(10, 353, fit(0.02)), Wishes.NONE);
        assertEquals(
                List.of(
                        "output nodes",
                        "output activation",
                        "loss",
                        "hidden activation",
                        "hidden units",
                        "hidden layers",
                        "optimizer",
                        "weight decay",
                        "dropout",
                        "batch"),
                guide.choices().stream().map(Choice::what).toList());
        guide.choices().forEach(choice -> assertTrue(!choice.why().isEmpty() && !choice.isAgainst(), choice.what()));
        assertEquals(
                "2.0 % of a linear fit's residuals are outliers, at least 0.50 % (it explains 50 %)",
                choice(guide, "loss").why());
        assertEquals("regression on data with outliers", choice(guide, "loss").course());
        assertEquals(
                "output of a regression", choice(guide, "output activation").course());
        assertEquals(List.of(), guide.against());
    }

    @Test
    void everyChoiceCanBeOverriddenAndThatIsSaid() {
        Wishes wishes = new Wishes(
                List.of(32, 16),
                Elementwise.SIGMOID,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                OptimizerSpec.Kind.SGD,
                null,
                0.5,
                8);
        Guide guide = Guide.of(TWO, wishes);
        assertEquals(
                "30-32-16-2 sigmoid cross-entropy dropout:0.5 sgd lr:0.1 batch:8 seed:7",
                guide.setup(10, 7).toString());
        assertEquals(0.5, guide.network().dropout());
        assertEquals(
                List.of(
                        "--loss cross-entropy: against the guide (loss bce; two classes, or several that do not exclude each"
                                + " other).",
                        "--activation sigmoid: against the guide (hidden activation relu; hidden layers: the first to try).",
                        "--hidden 32,16: against the guide (hidden units 64; 64 to 1024, by difficulty).",
                        "--optimizer sgd: against the guide (optimizer adamw; Adam (section 5)).",
                        "--dropout 0.5: against the guide (dropout 0.0; at most 10 parameters per row).",
                        "--batch 8: against the guide (batch 16; 64 rows (section 5))."),
                guide.against());
        assertEquals("2", choice(guide, "hidden layers").value());
    }

    @Test
    void aWishThatAgreesIsNotAgainst() {
        Wishes wishes = new Wishes(List.of(64), Elementwise.RELU, null, null, null, null, 16);
        assertEquals(List.of(), Guide.of(TWO, wishes).against());
    }

    @Test
    void aLinearModelAndWeightDecayCanBeHad() {
        Guide linear = Guide.of(TWO, new Wishes(List.of(), null, null, null, null, null, null));
        assertEquals(
                "30-1 bce adam lr:0.001 batch:16 seed:1",
                linear.setup(10, 1).toString(),
                "31 parameters need no decay");
        assertEquals(
                List.of("--hidden 0: against the guide (hidden units 64; 64 to 1024, by difficulty)."),
                linear.against());
        assertTrue(linear.choices().stream().noneMatch(choice -> choice.what().equals("hidden activation")));
        Guide decayed = Guide.of(Problem.ofClasses(5, 2, 9000), new Wishes(null, null, null, null, 0.1, null, null));
        assertEquals(OptimizerSpec.Kind.ADAMW, decayed.optimizer().kind(), "which alone has it");
        assertEquals(0.1, decayed.optimizer().weightDecay());
        assertEquals(
                List.of("--weight-decay 0.1: against the guide (weight decay 0.01; none needed)."), decayed.against());
    }

    private static Wishes loss(Loss loss) {
        return new Wishes(null, null, loss, null, null, null, null);
    }

    /** A squared loss keeps the sigmoid: its answers are still probabilities. */
    @Test
    void theOutputFollowsFromTheLoss() {
        Guide guide = Guide.of(TWO, loss(Loss.MEAN_SQUARED_ERROR));
        assertEquals(Elementwise.SIGMOID, guide.network().output());
        assertEquals(
                "2 classes; goes with the loss mse",
                choice(guide, "output activation").why());
    }

    @Test
    void lossesWithoutAnAnswerAreRefused() {
        Problem many = Problem.ofClasses(15, 3, 206);
        for (Loss loss : List.of(Loss.MEAN_SQUARED_ERROR, Loss.BINARY_CROSS_ENTROPY, Loss.HUBER)) {
            assertThrows(CrosscheckException.class, () -> Guide.of(many, loss(loss)));
        }
        Problem number = Problem.ofNumber(10, 353, fit(0));
        CrosscheckException refused =
                assertThrows(CrosscheckException.class, () -> Guide.of(number, loss(Loss.BINARY_CROSS_ENTROPY)));
        assertEquals("The loss bce is for probabilities, but the target is a number", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Problem(1, 0, 1, null));
        assertThrows(IllegalArgumentException.class, () -> Problem.ofClasses(1, 1, 1));
    }

    /** What the guide says is a line that {@code verify --network} takes. */
    @Test
    void theNetworkCanBeReadBack() {
        Setup network = Guide.of(TWO, Wishes.NONE).setup(10, 1);
        assertEquals(network, Setup.parse(network.toString()));
    }
}
