package dev.crosscheck.train.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.PtxGpu;
import dev.crosscheck.cuda.ShippedPtx;
import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.Images;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The PTX that is shipped, run by an interpreter: training steps and probabilities are the CPU's, bit for bit. */
class ShippedKernelsIT {

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    /** Two steps of a network with a slice and a bit, the second of fewer images; some images have more lit pixels than a block has threads. */
    private static Optional<String> difference(Gpu gpu, OptimizerSpec.Kind kind) {
        Batches batches = new Batches(Images.random(27, 17, 18, 10, 0.9), 20);
        Setup setup = Setups.of(
                        List.of(70),
                        Elementwise.RELU,
                        Loss.CATEGORICAL_CROSS_ENTROPY,
                        kind.byDefault(),
                        0,
                        Initialization.HE)
                .of(17 * 18, 10);
        NetworkState start = NetworkState.drawn(setup);
        try (gpu;
                GpuNetwork network = new GpuNetwork(setup, start, batches, gpu)) {
            return new GpuProof(setup, start, batches).difference(network, batches.shuffled(1, 1), 0, 0.01, 0.02);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerSpec.Kind.class)
    void aStepIsTheCpus(OptimizerSpec.Kind kind) {
        assertEquals(Optional.empty(), difference(new PtxGpu(), kind));
    }

    @ParameterizedTest
    @CsvSource({"sqrt.rn.f32, mov.f32", "neg.f32, mov.f32", "setp.le.f32, setp.ge.f32", "0f3E2AAA49, 0f3E2AAA4A"})
    void aChangeOfTheTextIsSeen(String from, String to) {
        assertNotEquals(ShippedPtx.digits(), ShippedPtx.digits().replace(from, to), "the place of the change");
        assertTrue(difference(new PtxGpu(ptx -> ptx.replace(from, to)), OptimizerSpec.Kind.ADAM)
                .isPresent());
    }
}
