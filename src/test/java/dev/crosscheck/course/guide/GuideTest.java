package dev.crosscheck.course.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GuideTest {
    private static final Problem TWO = Problem.ofClasses(30, 2, 455);

    private static String network(Problem problem) {
        return Guide.of(problem, new Settings()).setup().network().toString();
    }

    private static Guide.Choice choice(Guide guide, String what) {
        return guide.choices().stream()
                .filter(choice -> choice.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachTaskHasItsOutputAndLoss() {
        assertEquals("30-256-256-256-1 relu bce", network(TWO));
        assertEquals("15-256-256-256-3 relu cross-entropy", network(Problem.ofClasses(15, 3, 206)));
        assertEquals("10-256-256-256-1 relu mse", network(Problem.ofNumber(10, 353)));
    }

    /** Everything that the rows do not determine is the candidate's. */
    @ParameterizedTest
    @EnumSource(TableCandidate.class)
    void eachCandidateIsItsLine(TableCandidate candidate) {
        Problem problem = Problem.ofClasses(20, 3, 5000);
        Setup found = Guide.of(problem, candidate, new Settings()).setup();
        Setup line = candidate.setup();
        assertEquals(line.network().of(20, 3).hidden(), found.network().hidden());
        assertEquals(line.network().initialization(), found.network().initialization());
        assertEquals(line.network().dropout(), found.network().dropout());
        assertEquals(line.training().optimizer(), found.training().optimizer());
        assertEquals(line.training().batch(), found.training().batch());
        assertEquals(
                line.training().schedule().kind(), found.training().schedule().kind());
        assertEquals(found.training().epochs(), found.training().schedule().epochs());
    }

    /** The first layer of a wide table has at most half of the parameters that a network may have. */
    @ParameterizedTest
    @CsvSource({"20, '256,256,256'", "19531, '256,256,256'", "19532, '128,128,128'", "100000, '64,64,64'"})
    void wideTablesHaveNarrowLayers(int features, String hidden) {
        Guide guide = Guide.of(Problem.ofClasses(features, 2, 5000), new Settings());
        assertEquals(hidden, choice(guide, "hidden units").value());
        assertEquals(
                hidden,
                guide.setup().network().units().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** Ten times as many rows have √10 times fewer epochs, and so √10 times as much work; beyond 100,000 ten times fewer, and as much. */
    @Test
    void epochsFollowFromRowsAndParameters() {
        assertEquals(200, epochs(200, "14-64-3"));
        assertEquals(200, epochs(64_000, "14-64-3"));
        int some = epochs(10_000, "500-256-256-256-3");
        assertEquals(some / Math.sqrt(10), epochs(100_000, "500-256-256-256-3"), 1);
        assertEquals(some / Math.sqrt(1000), epochs(1_000_000, "500-256-256-256-3"), 1);
        assertEquals(2, epochs(10_000_000, "500-256-256-256-3"));
        assertEquals(50, Guide.patience(200));
        assertEquals(10, Guide.patience(10));
    }

    private static int epochs(int rows, String network) {
        return Sizes.epochs(rows, Setup.parse(network + " adam lr:0.003").network());
    }

    /** The choices and their reasons are in the transcript of what would be trained. */
    @Test
    void everyChoiceCanBeSetAndThatIsSaid() {
        Guide guide =
                Guide.of(TWO, settings("hidden:32 sigmoid cross-entropy sgd dropout:0.5 batch:8 epochs:20 lr:0.3"));
        assertEquals(
                "30-32-2 sigmoid cross-entropy dropout:0.5 sgd lr:0.3 schedule:cosine/0/20 batch:8 epochs:20 seed:1",
                guide.setup().toString());
        assertEquals(
                List.of(
                        "loss cross-entropy, set by --with loss; the guide has bce",
                        "hidden activation sigmoid, set by --activation; the guide has relu",
                        "hidden units 32, set by --hidden; the guide has 256,256,256",
                        "hidden layers 1, set by --hidden; the guide has 3",
                        "optimizer sgd, set by --optimizer; the guide has adam",
                        "dropout 0.5, set by --with dropout; the guide has 0",
                        "batch 8, set by --batch; the guide has 16",
                        "epochs 20, set by --epochs; the guide has 200"),
                set(guide));
        assertEquals(
                List.of(
                        "hidden activation relu, set by --activation",
                        "hidden units 256, set by --hidden; the guide has 256,256,256",
                        "hidden layers 1, set by --hidden; the guide has 3"),
                set(Guide.of(TWO, settings("hidden:256 relu"))));
        assertEquals(
                List.of("output nodes", "output activation", "loss"),
                guide.ofOutput(false).choices().stream().map(Guide.Choice::what).toList());
    }

    private static List<String> set(Guide guide) {
        return guide.choices().stream()
                .filter(choice -> choice.why().startsWith("set by"))
                .map(choice -> choice.what() + " " + choice.value() + ", " + choice.why())
                .toList();
    }

    /** Without hidden layers it is the first candidate. */
    @Test
    void aLinearModelAndWeightDecayCanBeHad() {
        Guide linear = Guide.of(TWO, settings("hidden:0"));
        assertEquals(Guide.of(TWO, TableCandidate.LINEAR, new Settings()).setup(), linear.setup());
        assertTrue(linear.choices().stream().noneMatch(choice -> choice.what().equals("hidden activation")));
        Guide decayed = Guide.of(Problem.ofClasses(5, 2, 9000), settings("weight-decay:0.1"));
        OptimizerSpec optimizer = decayed.setup().training().optimizer();
        assertEquals(OptimizerSpec.Kind.ADAMW, optimizer.kind(), "which alone has it");
        assertEquals(0.1, optimizer.weightDecay());
        assertEquals("it has weight decay", choice(decayed, "optimizer").why());
    }

    private static Settings settings(String words) {
        Settings settings = new Settings();
        settings.words(Setting.ALL, words);
        return settings;
    }

    private static Settings loss(Loss loss) {
        return settings("loss:" + loss.label());
    }

    /** A squared loss keeps the sigmoid: its answers are still probabilities. */
    @Test
    void theOutputFollowsFromTheLoss() {
        Guide guide = Guide.of(TWO, loss(Loss.MEAN_SQUARED_ERROR));
        assertEquals(Elementwise.SIGMOID, guide.setup().network().output());
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
        Problem number = Problem.ofNumber(10, 353);
        CrosscheckException refused =
                assertThrows(CrosscheckException.class, () -> Guide.of(number, loss(Loss.BINARY_CROSS_ENTROPY)));
        assertEquals("The loss bce is for probabilities, but the target is a number", refused.getMessage());
    }
}
