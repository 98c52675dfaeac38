package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitTrainerCheckIT {
    private static ImageSet images;

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
        images = ImageData.read(Path.of("data", "mnist")).train();
    }

    private static MutantOutcome run(String name) {
        List<Mutants.Mutant> named = DigitMutants.all(images)
                .filter(mutant -> mutant.name().equals(name))
                .toList();
        assertEquals(1, named.size(), name);
        return named.get(0).run();
    }

    /** What a twin that shared AdamStep could not see. */
    @ParameterizedTest
    @CsvSource({
        "Adam's steps counted from 2, parameters",
        "Adam's m uncorrected, parameters",
        "Adam's v uncorrected, parameters",
        "Adam's memory of v short, second moments",
        "Adam's epsilon in its other place, parameters"
    })
    void aSlipInAdamsArithmeticIsSeenInBothTrainers(String slip, String quantity) {
        for (String trainer : List.of("by hand", "our layers in DL4J")) {
            MutantOutcome outcome = run(slip + " (" + trainer + ")");
            assertTrue(outcome.controlPassed());
            assertTrue(
                    outcome.catchers().stream()
                            .anyMatch(
                                    verdict -> verdict.quantity().startsWith(quantity + " after a step, against DL4J")),
                    () -> outcome.verdicts().stream()
                            .map(Verdict::line)
                            .toList()
                            .toString());
        }
    }

    /** Where epsilon was added shows in nothing but the updates: gradients and losses agree as they do for the right one. */
    @Test
    void epsilonsHomeIsSeenByItsOwnVerdict() {
        List<String> caught = run("Adam's epsilon in its other place (our layers in DL4J)").catchers().stream()
                .map(Verdict::quantity)
                .toList();
        assertEquals(List.of("parameters after a step, against DL4J's Adam on the same gradients"), caught);
    }

    @Test
    void batchesHaveTheirOwnVerdicts() {
        assertTrue(BatchCheck.findings(2).passed());
        List<String> caught = run("shuffle that leaves no image in place").catchers().stream()
                .map(Verdict::quantity)
                .toList();
        assertTrue(caught.contains("order of images, against Fisher and Yates"), caught::toString);
        assertTrue(caught.contains("frequency of each order of three images, over 1/6"), caught::toString);
        List<String> deviation = run("two digits of the deviation swapped").catchers().stream()
                .map(Verdict::quantity)
                .toList();
        assertTrue(deviation.contains("normalised pixels, against (p/255 - 0.1307)/0.3081"), deviation::toString);
    }

    /** In the code that only networks of several hidden layers run. */
    @ParameterizedTest
    @CsvSource({
        "ReLU's slope 1 below 0 (two hidden layers), dW1",
        "last slice of the layer below alone, losses from the same parameters",
        "first slice's columns for all slices, losses from the same parameters",
        "Z of a later layer that piles up, losses from the same parameters",
        "bias gradient of a later layer dropped, db2",
        "gradient of the wrong layer, dW1",
        "gradient of a later layer in wrong columns, dW1",
        "weights not transposed (vectors), dW1"
    })
    void aSlipInALaterLayerIsSeen(String slip, String quantity) {
        MutantOutcome outcome = run(slip);
        assertTrue(outcome.controlPassed());
        assertTrue(
                outcome.catchers().stream()
                        .anyMatch(verdict -> verdict.quantity().startsWith(quantity)),
                () -> outcome.verdicts().stream().map(Verdict::line).toList().toString());
    }

    @Test
    void everyTrainerIsASubjectUnderItsOwnTitle() {
        List<Findings> findings = DigitTrainerCheck.findings(images.first(200), 3, ProgressListener.NONE);
        assertEquals(
                List.of(
                        "Digit trainer by hand, sparse kernels",
                        "Digit trainer by hand, dense kernels",
                        "Digit trainer in DL4J, our layers",
                        "Threads: Digit trainer by hand, sparse kernels",
                        "Threads: Digit trainer by hand, dense kernels",
                        "Threads: Digit trainer in DL4J, our layers",
                        "Digit trainer by hand, sparse kernels, 2 hidden layers",
                        "Digit trainer by hand, dense kernels, 2 hidden layers",
                        "Digit trainer in DL4J, our layers, 2 hidden layers",
                        "Digit trainer by hand, plain kernels, 2 hidden layers",
                        "Threads: Digit trainer by hand, sparse kernels, 2 hidden layers",
                        "Threads: Digit trainer by hand, dense kernels, 2 hidden layers",
                        "Threads: Digit trainer in DL4J, our layers, 2 hidden layers",
                        "Threads: Digit trainer by hand, plain kernels, 2 hidden layers"),
                findings.stream().map(Findings::title).toList());
        findings.forEach(result -> result.verdicts().forEach(verdict -> assertTrue(verdict.passed(), verdict::line)));
    }

    @Test
    void theFirstAndTheLastStepAndOneOfEachStretchAreLookedAt() {
        List<Integer> looks = StepComparison.looks(938, 1);
        assertTrue(looks.containsAll(
                IntStream.range(0, StepComparison.FIRST).boxed().toList()));
        assertEquals(937, looks.get(looks.size() - 1));
        for (int from = StepComparison.FIRST; from < 938; from += StepComparison.STRETCH) {
            int start = from;
            assertTrue(looks.stream().anyMatch(step -> step >= start && step < start + StepComparison.STRETCH));
        }
        assertNotEquals(looks, StepComparison.looks(938, 2));
        assertEquals(List.of(0, 1, 2), StepComparison.looks(3, 1));
        assertFalse(StepComparison.looks(11, 1).contains(11));
    }
}
