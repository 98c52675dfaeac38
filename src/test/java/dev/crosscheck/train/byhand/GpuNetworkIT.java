package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.math.Simd;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@link GpuNetworkTest} does, with more steps and larger networks. */
class GpuNetworkIT {

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    @Test
    void manySteps() {
        GpuNetworkTest.train(49, 7, 7, 24, 10, 16, 52);
    }

    /** More images than a block takes at a time, and three slices, the last of which is not full. */
    @Test
    void largeBatches() {
        GpuNetworkTest.train(81, 9, 9, 130, 3, 80, 6);
    }

    @Test
    void aStepOfTheDefaultNetwork() {
        GpuNetworkTest.train(64, 28, 28, 256, 10, 64, 1);
    }
}
