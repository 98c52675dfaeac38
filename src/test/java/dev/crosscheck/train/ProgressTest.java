package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a run stands: what is kept of its epochs, and which positions are those of one run. */
class ProgressTest {
    private static final TrainingConfig PLAIN =
            TrainingConfig.of(Setups.digits(1, 3, 64, 0.01, 5).of(4, 2));
    private static final TrainingConfig VALIDATING = PLAIN.with(draft -> draft.validation = 2);
    private static final Evaluation WHOLE = new Evaluation(0.4, new int[][] {{7, 3}, {1, 2}});
    private static final Evaluation SHORT = WHOLE.inShort();
    private static final Evaluation NUMBERS =
            new Evaluation(0.4, new int[0][], new Evaluation.Numbers(3, 0.5, null), null);

    private static EpochMetrics epoch(int number, Evaluation validation, Evaluation test) {
        return new EpochMetrics(number, 0.5, validation, test, 1, 10, "0".repeat(64));
    }

    private static Arguments row(
            String ofAnother, TrainingConfig config, int epoch, int bestEpoch, EpochMetrics... epochs) {
        return Arguments.of(
                ofAnother, new Progress(config, Map.of(), epoch, 0, 0, 0, 0, 0, List.of(epochs), bestEpoch));
    }

    static Stream<Arguments> positions() {
        TrainingConfig unknown = PLAIN.with(
                draft -> draft.network = Setups.digits(1, 3, 64, 0.01, 5).network());
        TrainingConfig untrainable = TrainingConfig.of(Setup.parse("4-5-1 relu mse"));
        EpochMetrics inShort = epoch(1, null, SHORT);
        EpochMetrics plain = epoch(1, null, WHOLE);
        EpochMetrics validated = epoch(1, WHOLE, WHOLE);
        return Stream.of(
                row(null, PLAIN, 1, 0),
                row(null, PLAIN, 3, 0, inShort, epoch(2, null, WHOLE)),
                row(null, VALIDATING, 1, 0),
                row(null, VALIDATING, 3, 1, validated, epoch(2, WHOLE, WHOLE)),
                row(null, PLAIN, 4, 0, inShort, epoch(2, null, SHORT), epoch(3, null, WHOLE)),
                row("the epochs", PLAIN, 2, 0),
                row("the epochs", PLAIN, 1, 0, plain),
                row("the epochs", PLAIN, 5, 0, plain, epoch(2, null, WHOLE), epoch(3, null, WHOLE), plain),
                row("epoch 1", PLAIN, 2, 0, epoch(2, null, WHOLE)),
                row("the best epoch", PLAIN, 2, 1, plain),
                row("the best epoch", VALIDATING, 2, 0, validated),
                row("the best epoch", VALIDATING, 2, 2, validated),
                row("inputs and outputs", unknown, 1, 0),
                row("the network", untrainable, 1, 0),
                row("epoch 1", PLAIN, 2, 0, validated),
                row("epoch 1", VALIDATING, 2, 1, plain),
                row("epoch 1", PLAIN, 2, 0, epoch(1, null, NUMBERS)),
                row("epoch 1", VALIDATING, 2, 1, epoch(1, NUMBERS, WHOLE)),
                row("epoch 2", PLAIN, 3, 0, plain, epoch(2, null, SHORT)), // the last and the best are whole
                row("epoch 1", VALIDATING, 3, 1, epoch(1, WHOLE, SHORT), epoch(2, WHOLE, WHOLE)));
    }

    @ParameterizedTest
    @MethodSource
    void positions(String ofAnother, Progress progress) {
        if (ofAnother == null) {
            assertDoesNotThrow(progress::requireOneRun);
        } else {
            Mismatch e = assertThrows(Mismatch.class, progress::requireOneRun);
            assertEquals("expected parts of one run, found " + ofAnother + " of another", e.getMessage());
        }
    }

    @Test
    void aPositionCountsTheEpochsThatHaveAStep() {
        Progress begun = Progress.begin(PLAIN, Map.of());
        assertEquals(0, begun.epochsBegun());
        assertEquals(2, new Progress(PLAIN, Map.of(), 3, 0, 8, 0, 0, 0, List.of(), 0).epochsBegun());
        assertEquals(3, new Progress(PLAIN, Map.of(), 3, 1, 9, 0, 0, 0, List.of(), 0).epochsBegun());
        TrainingConfig longer = PLAIN.with(draft -> draft.epochs = 9);
        assertEquals(longer, begun.with(longer, 7).config());
        assertEquals(7, begun.with(longer, 7).seconds());
    }

    /** 200 images in batches of 64 are 4 steps; the confusion matrices count all 50 test images. */
    @ParameterizedTest
    @CsvSource({
        "true, 4, 8, 10, 10, 50, 5",
        "false, 5, 9, 10, 10, 50, 5",
        "false, 1, 4, 10, 10, 50, 5",
        "false, 1, 5, 10, 10, 0, 5",
        "false, 1, 5, 10, 9, 50, 5",
        "false, 1, 5, 9, 10, 50, 5",
        "false, 4, 8, 10, 10, 50, 6"
    })
    void aCheckpointOfAnotherPlaceOrOtherCountsIsRefused(
            boolean fits, int batch, int steps, int rows, int columns, int counted, int units) {
        ImageData data = data("0f");
        TrainingConfig config =
                TrainingConfig.of(Setups.digits(3, 2, 64, 0.001, 5)).of(data.train());
        TrainingConfig asked =
                TrainingConfig.of(Setups.digits(3, 2, 64, 0.001, units)).of(data.train());
        int[][] counts = new int[rows][columns];
        counts[0][0] = counted;
        EpochMetrics first = epoch(1, null, new Evaluation(0.5, counts));
        Progress progress = new Progress(config, data.sha256(), 2, batch, steps, 0, 0, 0, List.of(first), 0);
        Checkpoint checkpoint =
                new Checkpoint(progress, new double[steps], new TrainingStart.Seed().state(config, data.train()), null);
        if (fits) {
            checkpoint.requireFits(asked, data);
            assertThrows(CrosscheckException.class, () -> checkpoint.requireFits(asked, data("1f")), "other data");
        } else {
            assertThrows(CrosscheckException.class, () -> checkpoint.requireFits(asked, data));
        }
    }

    private static ImageData data(String digest) {
        ImageSet train = new ImageSet(new byte[200], new byte[200], 1, 1);
        ImageSet test = new ImageSet(new byte[50], new byte[50], 1, 1);
        return new ImageData(train, test, Map.of("images", digest.repeat(32)));
    }

    @Test
    void aRunKeepsItsIdentityWhenItIsResumed() {
        RunIdentity run = RunIdentity.now("here", "by hand");
        assertNotEquals(run.id(), RunIdentity.now("here", "by hand").id());
        RunIdentity resumed = run.resumedNow("there");
        assertEquals(run.id(), resumed.id());
        assertEquals(run.start(), resumed.start());
        assertEquals("there", resumed.dataFolder());
        assertTrue(!Instant.parse(resumed.resumed().get(0)).isBefore(Instant.parse(run.start())));
        assertEquals(2, resumed.resumedNow("there").resumed().size());
        assertEquals(
                new RunIdentity(run.id(), run.start(), List.of(), "moved", "by hand", run.code()),
                run.withData("moved"));
    }

    /** The last and the best epoch, the first of equal ones, keep their matrices; the others their counts. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.5 | 1
            0.5 0.4 | 2
            0.5 0.4 0.4 | 2 3
            0.3 0.5 0.4 | 1 3
            0.5 0.4 0.6 0.7 0.5 | 2 5
            0.5 0.4 0.6 0.7 0.3 | 5
            none none none | 3
            """)
    void matricesAreKeptOf(String validationLosses, String kept) {
        History history = new History(new TrainingStart.Seed());
        for (String loss : validationLosses.split(" ")) {
            Evaluation validation =
                    loss.equals("none") ? null : new Evaluation(Double.parseDouble(loss), WHOLE.confusion());
            history.addEpoch(epoch(history.epochs().size() + 1, validation, WHOLE));
        }
        List<String> whole = history.epochs().stream()
                .filter(epoch -> epoch.test().confusion().length > 0)
                .map(epoch -> "" + epoch.epoch())
                .toList();
        assertEquals(List.of(kept.split(" ")), whole);
        for (EpochMetrics epoch : history.epochs()) {
            assertEquals("Accuracy: 9/13 (69.23%)", epoch.test().words());
            assertEquals(
                    whole.contains("" + epoch.epoch()) ? null : new Evaluation.Counts(9, 13),
                    epoch.test().counts());
        }
    }

    @Test
    void lossesOfStepsAreKeptInOrder() {
        History history = new History(new TrainingStart.Seed());
        IntStream.range(0, 3000).forEach(i -> history.addStep(i + 0.5));
        assertEquals(0.5, history.firstLoss());
        assertEquals(2998.5, history.meanOfLast(3));
        assertArrayEquals(IntStream.range(0, 3000).mapToDouble(i -> i + 0.5).toArray(), history.stepLosses());
    }

    /**
     * All epochs' matrices would soon be more than a checkpoint's text may have, 64 MiB. Of 300 classes two of each of two epochs, "0, " for each number, are
     * 1.08 MB; counts are some 300 characters an epoch, of which {@code --epochs} allows 100,000.
     */
    @ParameterizedTest
    @CsvSource({"20, 300, 1400000", "2000, 10, 1342176"})
    void aLongHistoryStaysSmallAndIsReadBack(int epochs, int classes, int most) throws IOException {
        History history = new History(new TrainingStart.Seed());
        Evaluation many = new Evaluation(
                2.0 / 3, Collections.nCopies(classes, new int[classes]).toArray(int[][]::new));
        IntStream.rangeClosed(1, epochs)
                .forEach(i ->
                        history.addEpoch(new EpochMetrics(i, 1.0 / 3, many, many, 1.0 / 7, 1e5 / 7, "ab".repeat(32))));
        TrainingConfig config = VALIDATING.with(draft -> draft.epochs = epochs);
        String text = Json.text(new Progress(config, Map.of(), epochs + 1, 0, 6, 0, 0, 1, history.epochs(), 1));
        assertTrue(text.length() < most, "" + text.length());
        Progress read = Json.read(text.getBytes(StandardCharsets.UTF_8), Progress.class);
        assertEquals(epochs, read.epochs().size());
    }
}
