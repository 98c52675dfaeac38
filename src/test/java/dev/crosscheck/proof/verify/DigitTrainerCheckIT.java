package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag(Soak.TAG)
class DigitTrainerCheckIT {
    private static ImageSet images;

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
        images = IdxBytes.mnist().train();
    }

    private static MutantOutcome run(String name) {
        List<Mutants.Mutant> named = DigitMutants.all(images)
                .filter(mutant -> mutant.name().equals(name))
                .toList();
        assertEquals(1, named.size(), name);
        return named.get(0).run();
    }

    /** Each slip with the verdict that must catch it. */
    @ParameterizedTest
    @CsvSource({
        "Adam's steps counted from 2, parameters after a step",
        "Adam's m uncorrected, parameters after a step",
        "Adam's v uncorrected, parameters after a step",
        "Adam's memory of v short, second moments after a step",
        "Adam's 1 - β2 in single precision, second moments after a step",
        "a trainer's ReLU with the slope 1 below 0, dW1",
        "the same with two hidden layers, dW1",
        "bias gradient of the first layer dropped, db1",
        "bias gradient of a later layer dropped, db2",
        "a trainer's gradients summed over the batch, dW2",
        "last unit of a hidden layer left out, dW1",
        "last image of a smaller batch left out, losses from the same parameters",
        "the first batch over and over, losses from the same parameters",
        "shuffle that leaves no image in place, 'order of images, against Fisher and Yates'",
        "shuffle that leaves no image in place, frequency of each order of three images",
        "one order for all epochs, order of images",
        "two digits of the deviation swapped, normalised pixels",
        "classes counted from 1, one-hot labels"
    })
    void aSlipIsSeen(String slip, String quantity) {
        MutantOutcome outcome = run(slip);
        assertTrue(outcome.controlPassed());
        assertTrue(
                outcome.catchers().stream()
                        .anyMatch(verdict -> verdict.quantity().startsWith(quantity)),
                () -> outcome.verdicts().stream().map(Verdict::line).toList().toString());
    }

    /** The place of epsilon affects only the updates and the losses of the free run; gradients, losses and moments of single steps agree. */
    @Test
    void epsilonsHomeIsSeenByItsOwnVerdict() {
        List<String> caught = run("a trainer's epsilon in its other place").catchers().stream()
                .map(Verdict::quantity)
                .toList();
        assertEquals(
                List.of(
                        "parameters after a step, against DL4J's Adam on the same gradients",
                        "losses of the first 7 steps, against DL4J's own training",
                        "losses of the first 7 steps, against backpropagation in double"),
                caught);
    }

    @Test
    void batchesHaveTheirOwnVerdicts() {
        assertTrue(BatchCheck.findings(2).passed());
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
