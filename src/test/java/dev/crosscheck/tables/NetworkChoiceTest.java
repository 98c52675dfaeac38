package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkChoiceTest {
    /** Quartiles 2 and 6, fences at -10 and 18. */
    @Test
    void outliersLieBeyondTheOuterFences() {
        assertEquals(0, NetworkChoice.outliers(0, 1, 2, 3, 4, 5, 6, 7, 18));
        assertEquals(1 / 9.0, NetworkChoice.outliers(0, 1, 2, 3, 4, 5, 6, 7, 18.5));
        assertEquals(2 / 9.0, NetworkChoice.outliers(-10.5, 1, 2, 3, 4, 5, 6, 7, 90));
        assertEquals(0, NetworkChoice.outliers(5, 5, 5, 5, 5, 5, 900), "there are no fences");
    }

    /** Laplace's has 2⁻⁷ beyond them, as its quartiles are ±ln 2; the share's standard error is 0.0003. */
    @Test
    void theLawOfTheResidualsShows() {
        SplittableRandom random = new SplittableRandom(1);
        double[] normal = IntStream.range(0, 100_000)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
        double[] laplace = DoubleStream.of(normal)
                .map(of -> Math.log(1 - random.nextDouble()) * Math.signum(of))
                .toArray();
        assertEquals(0, NetworkChoice.outliers(normal), 1e-4);
        assertEquals(Math.pow(2, -7), NetworkChoice.outliers(laplace), 0.0012);
    }
}
