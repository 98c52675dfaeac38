package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Environment;
import dev.crosscheck.showing.report.Report;
import dev.crosscheck.train.byhand.Kernels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnverifiedTest {
    private static final ImageSet DIGITS = new ImageSet(new byte[] {1, 2}, new byte[2], 1, 1);
    private static final Environment HERE = new Environment(
            "1.0",
            "M2.1",
            "1.5",
            "21.0 (Acme)",
            "Plan9 4 mips",
            "Z80",
            "none",
            1,
            "cpu",
            "Cpu",
            "generic",
            "OpenBLAS",
            1,
            1,
            1,
            1);
    private static final CudaDriver NONE = new CudaDriver.Absent("libcuda.so.1");
    private static final CudaDriver GPU =
            new CudaDriver.Present(12_040, List.of(new CudaDevice(0, "NVIDIA A100", 8, 0)));

    /** A machine's CUDA. Whoever asks the backend itself loads its libraries beside those that run. */
    private record Probe(boolean inBuild, CudaDriver driver) implements CudaProbe {
        @Override
        public Optional<String> visibleDevices() {
            return Optional.empty();
        }

        @Override
        public Gpu open(CudaDevice device) {
            throw new AssertionError("no GPU is opened");
        }

        @Override
        public Optional<String> missingLibrary() {
            return Optional.empty();
        }

        @Override
        public Optional<String> backendObstacle() {
            throw new AssertionError("the backend is left alone");
        }
    }

    private static Optional<String> cuda(Device device, CudaProbe probe) {
        return reason(Unverified.ofThisRun(device, probe, DIGITS, HERE), "CUDA");
    }

    private static Optional<String> reason(Unverified unverified, String what) {
        return unverified.gaps().stream()
                .filter(gap -> gap.what().equals(what))
                .map(Report.Gap::reason)
                .findFirst();
    }

    @Test
    void cudaIsListedWithWhatKeptItFromRunningAndNotWhereItRan() {
        assertEquals(
                Optional.of("this build has no CUDA backend (build and run with -Pcuda)."),
                cuda(Device.CPU, new Probe(false, NONE)));
        assertEquals(
                Optional.of("no NVIDIA driver was found (libcuda.so.1)."), cuda(Device.CPU, new Probe(true, NONE)));
        assertEquals(
                Optional.of("verify runs on the CPU, though a GPU is here."), cuda(Device.CPU, new Probe(true, GPU)));
        assertEquals(Optional.empty(), cuda(Device.CUDA, new Probe(true, GPU)));
    }

    @Test
    void theKernelsForGpusAreListedWithWhatIsMissingOrHowToCheckThem() {
        String what = "Kernels for GPUs (CUDA by hand)";
        assertEquals(
                Optional.of("no NVIDIA driver was found (libcuda.so.1); the tests run them by an interpreter."),
                reason(Unverified.ofThisRun(Device.CPU, new Probe(false, NONE), DIGITS, HERE), what));
        assertEquals(
                Optional.of("\"verify --device cuda\" checks them on the GPU."),
                reason(Unverified.ofThisRun(Device.CPU, new Probe(false, GPU), DIGITS, HERE), what));
    }

    @Test
    void kernelsAreListedWhereTheyCannotRun() {
        Unverified without =
                new Unverified(Optional.empty(), "", Map.of(Kernels.SPARSE, "no module jdk.incubator.vector."), HERE);
        assertEquals(Optional.of("no module jdk.incubator.vector."), reason(without, "Kernels sparse"));
        Unverified all = Unverified.ofThisRun(Device.CPU, new Probe(false, NONE), DIGITS, HERE);
        for (Kernels kernels : List.of(Kernels.SPARSE, Kernels.DENSE)) {
            assertEquals(
                    !Kernels.fast().contains(kernels),
                    reason(all, "Kernels " + kernels.label()).isPresent());
        }
        assertTrue(reason(all, "Kernels plain").isPresent(), "verify never runs them");
        assertFalse(reason(without, "Kernels plain").isPresent());
    }

    @Test
    void whatTheRunWasOnIsSaidOnceAndTheListIsShort() {
        List<Report.Gap> gaps = Unverified.ofThisRun(Device.CPU, new Probe(false, NONE), DIGITS, HERE)
                .gaps();
        assertTrue(gaps.contains(
                new Report.Gap("Other systems and versions of Java", "this was Plan9 4 mips with Java 21.0 (Acme).")));
        assertTrue(gaps.size() <= 8, gaps::toString);
    }
}
