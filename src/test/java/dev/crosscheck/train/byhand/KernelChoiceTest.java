package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {
    @Test
    void whatFitsTheDataAndTheNetworkIsChosen() {
        ImageSet dark = Images.random(4, 6, 5, 10, 0.3);
        ImageSet bright = Images.random(4, 6, 5, 10, 0.9);
        assertEquals(KernelChoice.SPARSE, KernelChoice.AUTO.resolve(dark));
        assertEquals(KernelChoice.DENSE, KernelChoice.AUTO.resolve(bright));
        assertEquals(InputForm.LIT, KernelChoice.PLAIN.input(dark));
        assertEquals(InputForm.ALL, KernelChoice.PLAIN.input(bright));
    }

    @Test
    void kernelsAreNamed() {
        assertEquals("plain Java", KernelChoice.plain().name());
        assertEquals("Vector API (BITS bits)", KernelChoice.vector().name().replaceAll("[0-9]+", "BITS"));
    }

    @Test
    void logitsTakeTheFewestColumnsInSixteens() {
        assertEquals(16, Sums.width(1));
        assertEquals(16, Sums.width(16));
        assertEquals(32, Sums.width(17));
    }

    @Test
    void noMoreThreadsAreUsedThanThereAreSlices() {
        assertEquals(1, mostThreads(1));
        assertEquals(1, mostThreads(64));
        assertEquals(4, mostThreads(256));
        assertEquals(5, mostThreads(257));
        assertEquals(4, mostThreads(30, 256, 70));
        assertEquals(1, mostThreads());
    }

    private static int mostThreads(Integer... hidden) {
        return LayeredNetwork.mostThreads(NetworkSpec.digits(hidden));
    }
}
