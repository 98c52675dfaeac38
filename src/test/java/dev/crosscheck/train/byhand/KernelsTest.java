package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelsTest {
    @Test
    void whatFitsTheDataAndTheNetworkIsChosen() {
        ImageSet dark = Images.random(4, 6, 5, 10, 0.3);
        ImageSet bright = Images.random(4, 6, 5, 10, 0.9);
        NetworkSpec form = NetworkSpec.digits(8);
        assertEquals(Kernels.SPARSE, Kernels.AUTO.resolve(dark, form));
        assertEquals(Kernels.DENSE, Kernels.AUTO.resolve(bright, form));
        assertEquals(Kernels.PLAIN, Kernels.AUTO.resolve(dark, NetworkSpec.digits()));
        assertEquals(InputForm.LIT, Kernels.PLAIN.input(dark));
        assertEquals(InputForm.ALL, Kernels.PLAIN.input(bright));
        assertThrows(CrosscheckException.class, () -> Kernels.DENSE.resolve(dark, NetworkSpec.digits()));
    }

    @Test
    void kernelsAreNamed() {
        assertEquals("plain Java", new PlainProducts().name());
        assertEquals("Vector API (BITS bits)", Kernels.vectorProducts().name().replaceAll("[0-9]+", "BITS"));
    }

    @Test
    void logitsTakeTheFewestColumnsInSixteens() {
        assertEquals(16, Sums.width(1));
        assertEquals(16, Sums.width(16));
        assertEquals(32, Sums.width(17));
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
