package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Environment;
import dev.crosscheck.showing.report.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnverifiedTest {
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
    private static final CudaDriver.Answer NONE = CudaDriver.Answer.none("no NVIDIA driver was found (libcuda.so.1)");
    private static final CudaDriver.Answer GPU = CudaDriver.Answer.of(12_040, new CudaDevice(0, "NVIDIA A100", 8, 0));

    /** A machine's CUDA. Whoever asks the backend itself loads its libraries beside those that run. */
    private record Probe(boolean inBuild, CudaDriver.Answer driver) implements CudaProbe {
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

    private static Optional<String> reason(CudaProbe probe, String what) {
        return Unverified.byEverything(probe, HERE).stream()
                .filter(gap -> gap.what().equals(what))
                .map(Report.Gap::reason)
                .findFirst();
    }

    @Test
    void cudaIsListedWithWhatKeptItFromRunning() {
        assertEquals(
                Optional.of("this build has no CUDA backend (build and run with -Pcuda)."),
                reason(new Probe(false, NONE), "CUDA"));
        assertEquals(Optional.of("no NVIDIA driver was found (libcuda.so.1)."), reason(new Probe(true, NONE), "CUDA"));
        assertEquals(
                Optional.of("verify runs on the CPU, though a GPU is here."), reason(new Probe(true, GPU), "CUDA"));
    }

    @Test
    void theKernelsForGpusAreListedWithWhatIsMissingOrHowToCheckThem() {
        String what = "Kernels for GPUs (CUDA by hand)";
        assertEquals(
                Optional.of("no NVIDIA driver was found (libcuda.so.1); the tests run them by an interpreter."),
                reason(new Probe(false, NONE), what));
        assertEquals(
                Optional.of("\"verify --device cuda\" checks them on the GPU."), reason(new Probe(false, GPU), what));
    }

    @Test
    void whatTheRunWasOnIsSaidOnceAndTheListIsShort() {
        List<Report.Gap> gaps = Unverified.byEverything(new Probe(false, NONE), HERE);
        assertTrue(gaps.contains(
                new Report.Gap("Other systems and versions of Java", "this was Plan9 4 mips with Java 21.0 (Acme).")));
        assertTrue(gaps.size() <= 8, gaps::toString);
    }
}
