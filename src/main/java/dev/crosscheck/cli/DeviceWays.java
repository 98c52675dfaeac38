package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.train.byhand.GpuProof;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} finds out about each way to train. */
final class DeviceWays {
    /**
     * A way to train.
     *
     * @param name what it is
     * @param runs whether it can run here
     * @param reason why, in a clause without a full stop
     */
    record Way(String name, boolean runs, String reason) {}

    private DeviceWays() {}

    /**
     * Tries each way, as far as that does not disturb the one that was chosen.
     *
     * @param choice what ND4J has been started for
     */
    static List<Way> find(CudaProbe probe, DeviceChoice choice) {
        DeviceSelector selector = new DeviceSelector(probe);
        // Without its backend, which must not be loaded beside ND4J on the CPU: where it was asked before, its answer
        // is in the choice.
        Optional<String> nd4j = choice.device() == Device.CUDA ? Optional.empty() : selector.nd4jObstacle(false);
        return List.of( // byHand() knows the order
                new Way("ND4J's CUDA", nd4j.isEmpty(), nd4j.orElse("driver, libraries and every GPU are there")),
                selector.byHandObstacle()
                        .map(reason -> new Way("CUDA by hand", false, reason))
                        .orElseGet(() -> byHand(probe)),
                new Way("CPU", true, "always"));
    }

    /** @return CUDA by hand */
    static Way byHand(List<Way> ways) {
        return ways.get(1);
    }

    private static Way byHand(CudaProbe probe) {
        try (Gpu gpu = RunGpu.open(probe, Device.CUDA_BY_HAND)) {
            return GpuProof.onSample(gpu)
                    .map(difference -> way(false, gpu.name() + " computes other numbers than the CPU: " + difference))
                    .orElseGet(() -> way(true, gpu.name() + ", and three steps of training gave the CPU's bits"));
        } catch (CrosscheckException e) {
            return way(false, RunGpu.clause(e));
        }
    }

    private static Way way(boolean runs, String reason) {
        return new Way("CUDA by hand", runs, reason);
    }
}
