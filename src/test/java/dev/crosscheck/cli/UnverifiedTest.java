package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Environment;
import dev.crosscheck.showing.report.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false | false | CUDA | this build has no CUDA backend (build and run with -Pcuda).",
                "true | false | CUDA | no NVIDIA driver was found (libcuda.so.1).",
                "true | true | CUDA | verify runs on the CPU, though a GPU is here.",
                "false | false | Kernels for GPUs (CUDA by hand) | no NVIDIA driver was found (libcuda.so.1); the tests run them by an interpreter.",
                "false | true | Kernels for GPUs (CUDA by hand) | \"verify --device cuda\" checks them on the GPU.",
                "false | false | Other machines and versions of Java | this was Plan9 4 mips with Java 21.0 (Acme), Z80, OpenBLAS."
            })
    void whatWasNotVerifiedIsListedWithItsReason(boolean build, boolean gpu, String what, String reason) {
        List<Report.Gap> gaps = Unverified.byEverything(new Probe(build, gpu ? GPU : NONE), HERE);
        assertTrue(gaps.contains(new Report.Gap(what, reason)), gaps::toString);
        assertTrue(gaps.size() <= 8, gaps::toString);
    }
}
