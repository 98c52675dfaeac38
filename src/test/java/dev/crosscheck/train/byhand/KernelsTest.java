package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelsTest {
    @ParameterizedTest
    @CsvSource({
        "PLAIN, 'plain Java, all pixels'",
        "BLAS, 'OpenBLAS, all pixels'",
        "SPARSE, 'Vector API (BITS bits), lit pixels only'"
    })
    void theKernelsAreNamed(Kernels kernels, String name) {
        Batches batches = new Batches(Images.random(4, 6, 5, 10, 0.3), 4);
        ByHandNetwork.Settings settings = Exact.settings(List.of(8), 10);
        int parameters = (30 + 1) * 8 + (8 + 1) * 10;
        NetworkState start = new NetworkState(new float[parameters], new float[2 * parameters], 0, 0);
        try (ByHandNetwork byHand = new ByHandNetwork(settings, start, batches, 1, kernels)) {
            assertEquals(kernels, byHand.kernels());
            assertEquals(name, byHand.kernelsName().replaceAll("[0-9]+", "BITS"));
        }
    }

    @Test
    void theSparseKernelsProductsAreNamedToo() {
        try (Products products = Kernels.SPARSE.products()) {
            assertEquals("Vector API (BITS bits)", products.name().replaceAll("[0-9]+", "BITS"));
        }
    }

    @Test
    void logitsTakeTheFewestColumnsInSixteens() {
        assertEquals(16, Layers.width(1));
        assertEquals(16, Layers.width(16));
        assertEquals(32, Layers.width(17));
    }

    @Test
    void noMoreThreadsAreUsedThanThereAreSlices() {
        assertEquals(1, ByHandNetwork.mostThreads(List.of(1)));
        assertEquals(1, ByHandNetwork.mostThreads(List.of(64)));
        assertEquals(4, ByHandNetwork.mostThreads(List.of(256)));
        assertEquals(5, ByHandNetwork.mostThreads(List.of(257)));
        assertEquals(1 << 25, ByHandNetwork.mostThreads(List.of(Integer.MAX_VALUE)));
    }
}
