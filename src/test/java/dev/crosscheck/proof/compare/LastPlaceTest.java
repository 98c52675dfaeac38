package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rounding can explain. */
class LastPlaceTest {
    @Test
    void eachNumberMovesToANeighbourAndSomeMoveEitherWay() {
        Matrix ones = Matrix.zeros(5, 8).map(zero -> 1);
        double[] moved = LastPlace.moved(List.of(ones)).get(0).data();
        assertEquals(
                List.of(Math.nextDown(1.0), Math.nextUp(1.0)),
                Arrays.stream(moved).distinct().sorted().boxed().toList());
        float[] floats = new float[40];
        Arrays.fill(floats, 1f);
        assertEquals(
                List.of((double) Math.nextDown(1f), (double) Math.nextUp(1f)),
                Arrays.stream(LastPlace.moved(floats))
                        .distinct()
                        .sorted()
                        .boxed()
                        .toList());
    }

    @Test
    void thirtyTimesTheFarthestIsExplained() {
        assertEquals(7.5, LastPlace.explained(Matrix.rowOf(1, 2), Matrix.rowOf(1.125, 1.75)));
    }

    @Test
    void theSizeIsTheLargestNumberOrWhatRoundingExplainsOfATolerance() {
        Tolerance tolerance = new Tolerance(0.25, 0, "easy to reckon with");
        assertEquals(8, LastPlace.size(8, 1, tolerance));
        assertEquals(12, LastPlace.size(8, 3, tolerance));
    }

    @Test
    void whatRoundingExplainsPassesBesideTheTolerance() {
        Comparison comparison = new Comparison("w", new Tolerance(0.25, 0, "easy to reckon with"));
        comparison.add(0, "w", Matrix.rowOf(1, 1), Matrix.rowOf(1.5, 0.5), 0.5);
        assertTrue(comparison.verdict().passed());
        assertEquals(
                new Tolerance(0.5, 0, "easy to reckon with"),
                comparison.verdict().tolerance());
        comparison.add(1, "w", Matrix.rowOf(1), Matrix.rowOf(1.625), 0.5);
        assertEquals(
                "w[0,0] at step 1: expected 1.0, found 1.625",
                comparison.verdict().failure());
    }
}
