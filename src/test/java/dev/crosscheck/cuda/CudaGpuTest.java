package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaGpuTest {
    private static final CudaDevice H100 = new CudaDevice(0, "NVIDIA H100", 9, 0);
    private static final String PTX = ".version 6.5\n.target sm_75\n.address_size 64\n";

    private final StandInDriver driver = StandInDriver.withGpu();

    private CudaGpu open() {
        return new CudaGpu(driver, H100);
    }

    @Test
    void theDriverSaysWhatThereIs() {
        assertEquals(new CudaDriver.Present(12_040, List.of(H100)), CudaDriver.ask(() -> driver));
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void noDriverNoGpuAndRefusals() {
        CudaDriver absent = CudaDriver.ask(() -> {
            throw new UnsatisfiedLinkError("Unable to load library 'libcuda.so.1':\n" + CudaApi.libraryName()
                    + ": cannot open shared object file: No such file or directory\nand more");
        });
        assertEquals(new CudaDriver.Absent(CudaApi.libraryName()), absent);
        assertEquals(
                new CudaDriver.Failed("cuInit", 100, "CUDA_ERROR_NO_DEVICE"),
                CudaDriver.ask(() -> new StandInDriver(12_040)));
        assertEquals(
                new CudaDriver.Failed("cuDeviceGetName", 101, "CUDA_ERROR_INVALID_DEVICE"),
                CudaDriver.ask(() -> driver.failing("cuDeviceGetName", 101)));
        assertEquals(
                new CudaDriver.Failed("cuInit", 12345, "CUDA_ERROR_NUMBER_12345"),
                CudaDriver.ask(() -> driver.failing("cuInit", 12345)));
    }

    @Test
    void bytesComeBackAsTheyWent() {
        try (CudaGpu gpu = open();
                Gpu.Memory memory = gpu.allocate(64)) {
            for (ByteBuffer from : List.of(ByteBuffer.allocate(16), ByteBuffer.allocateDirect(16))) {
                from.order(ByteOrder.nativeOrder())
                        .putInt(0)
                        .putInt(1)
                        .putInt(2)
                        .putInt(3);
                memory.write(8, from.position(4).limit(12));
                assertEquals(4, from.position());
                for (ByteBuffer to : List.of(ByteBuffer.allocate(16), ByteBuffer.allocateDirect(16))) {
                    memory.read(8, to.position(8).order(ByteOrder.nativeOrder()));
                    assertEquals(8, to.position());
                    assertEquals(List.of(0, 1, 2), List.of(to.getInt(0), to.getInt(8), to.getInt(12)));
                }
            }
        }
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheDriverSeesIt() {
        try (CudaGpu gpu = open();
                Gpu.Memory memory = gpu.allocate(16)) {
            assertThrows(IllegalArgumentException.class, () -> memory.write(1, ByteBuffer.allocate(16)));
            assertThrows(IllegalArgumentException.class, () -> memory.write(-1, ByteBuffer.allocate(1)));
            assertThrows(IllegalArgumentException.class, () -> memory.read(8, ByteBuffer.allocateDirect(9)));
            assertThrows(IllegalArgumentException.class, () -> memory.read(0, ByteBuffer.allocate(0)));
            assertThrows(IllegalArgumentException.class, () -> gpu.allocate(0));
        }
        assertEquals(null, driver.calls().get("cuMemcpyHtoDAsync_v2"));
    }

    @Test
    void aKernelGetsItsShapeAndArgumentsInOrder() {
        int[] seen = new int[3];
        driver.withKernel("scale", 4, (shape, arguments) -> {
            System.arraycopy(shape, 0, seen, 0, 3);
            float factor = arguments.apply(1).getFloat(0);
            int count = arguments.apply(2).getInt(0);
            assertEquals(1L << 40, arguments.apply(3).getLong(0));
            for (int i = 0; i < count; i++) {
                long at = 4L * i;
                arguments
                        .apply(0)
                        .getPointer(0)
                        .setFloat(at, factor * arguments.apply(0).getPointer(0).getFloat(at));
            }
        });
        try (CudaGpu gpu = open();
                Gpu.Program program = gpu.load(PTX);
                Gpu.Memory memory = gpu.allocate(8)) {
            ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            memory.write(0, floats.putFloat(0, 3).putFloat(4, 5));
            Gpu.Kernel scale = program.kernel("scale");
            scale.launch(7, 128, 64, memory, 2f, 2, 1L << 40);
            scale.launch(7, 128, 64, memory, 10f, 1, 1L << 40);
            gpu.synchronize();
            memory.read(0, floats);
            assertEquals(List.of(60f, 10f), List.of(floats.getFloat(0), floats.getFloat(4)));
            assertThrows(IllegalArgumentException.class, () -> scale.launch(1, 1, 0, "text"));
        }
        assertEquals(List.of(7, 128, 64), List.of(seen[0], seen[1], seen[2]));
        assertEquals(PTX, driver.ptx());
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void aMeterCountsCallsAndBytesAndTimesLaunches() {
        driver.withKernel("step", 0, (shape, arguments) -> {});
        CudaMeter meter = new CudaMeter(driver);
        try (CudaGpu gpu = new CudaGpu(meter.api(), H100);
                Gpu.Memory memory = gpu.allocate(64)) {
            memory.write(0, ByteBuffer.allocate(48));
            memory.read(0, ByteBuffer.allocate(16));
            Gpu.Kernel step = gpu.load(PTX).kernel("step");
            step.launch(1, 32, 0);
            assertEquals(List.of(48L, 16L), List.of(meter.bytesToGpu(), meter.bytesToHost()));
            assertEquals(1, meter.calls().get("cuLaunchKernel"));
            assertEquals(Map.of(), meter.seconds());
            meter.restart(true);
            assertEquals(Map.of(), meter.calls());
            step.launch(1, 32, 0);
            step.launch(1, 32, 0);
            assertEquals(Map.of("step", List.of(0.25, 0.25)), meter.seconds());
            assertEquals(Map.of("step", new CudaMeter.Kernel(40, 30, 10, 60)), meter.kernels());
            assertEquals("ptxas info    : Used 40 registers", meter.translator());
        }
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void theGpusClockTimesWork() {
        try (CudaGpu gpu = open()) {
            assertEquals(0.25, gpu.seconds(gpu::synchronize));
            assertEquals(Map.of("context", 1, "stream", 1), driver.open());
        }
    }

    @Test
    void closingTheGpuReleasesWhatIsStillOpenOnce() {
        CudaGpu gpu = open();
        Gpu.Memory memory = gpu.allocate(8);
        Gpu.Program program = gpu.load(PTX);
        assertEquals(Map.of("context", 1, "memory", 1, "module", 1, "stream", 1), driver.open());
        gpu.close();
        memory.close();
        program.close();
        gpu.close();
        assertEquals(Map.of(), driver.open());
        assertEquals(1, driver.calls().get("cuMemFree_v2"));
        assertEquals(1, driver.calls().get("cuCtxDestroy_v2"));
        assertThrows(IllegalStateException.class, () -> gpu.allocate(8));
        assertThrows(IllegalStateException.class, () -> memory.read(0, ByteBuffer.allocate(8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuDeviceGet", "cuCtxCreate_v2", "cuStreamCreate"})
    void aGpuThatCannotBeOpenedLeavesNothingOpen(String function) {
        driver.failing(function, 999);
        GpuException e = assertThrows(GpuException.class, this::open);
        assertEquals("CUDA_ERROR_UNKNOWN", e.error());
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void refusedPtxComesWithTheTranslatorsFirstLine() {
        driver.refusing(218, "ptxas application ptx input, line 5; fatal: Parsing error near '%'\nsecond line");
        try (CudaGpu gpu = open()) {
            GpuException e = assertThrows(GpuException.class, () -> gpu.load(PTX));
            assertEquals(
                    "cuModuleLoadDataEx on GPU 0, NVIDIA H100, compute capability 9.0 failed with CUDA_ERROR_INVALID_PTX (218)."
                            + " The driver says: ptxas application ptx input, line 5; fatal: Parsing error near '%'",
                    e.getMessage());
            assertFalse(e.isLost());
        }
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void aLongLogIsCutOff() {
        driver.refusing(218, "x".repeat(100_000));
        try (CudaGpu gpu = open()) {
            GpuException e = assertThrows(GpuException.class, () -> gpu.load(PTX));
            assertTrue(e.getMessage().length() < 500, e.getMessage());
        }
    }

    @Test
    void aLongVariableIsCutOffToo() {
        StandInProbe machine = new StandInProbe(new StandInDriver(12_040), Optional.of("7".repeat(10_000)));
        DeviceChoice choice = new DeviceSelector(machine).select(DeviceRequest.AUTO, CudaWays.BY_HAND);
        assertEquals(
                "the NVIDIA driver shows no GPU (CUDA_VISIBLE_DEVICES is \"" + "7".repeat(100) + "...\")",
                choice.reason());
    }

    @Test
    void aMissingKernelIsNamed() {
        try (CudaGpu gpu = open();
                Gpu.Program program = gpu.load(PTX)) {
            GpuException e = assertThrows(GpuException.class, () -> program.kernel("adam"));
            assertTrue(e.getMessage().startsWith("cuModuleGetFunction for adam "), e.getMessage());
            assertEquals("CUDA_ERROR_NOT_FOUND", e.error());
        }
    }

    @Test
    void tooLittleMemoryIsToldInBytes() {
        driver.withMemory(100);
        try (CudaGpu gpu = open();
                Gpu.Memory some = gpu.allocate(60)) {
            GpuException e = assertThrows(GpuException.class, () -> gpu.allocate(some.bytes()));
            assertEquals(
                    "The memory of GPU 0, NVIDIA H100, compute capability 9.0 does not suffice: 60 bytes are needed,"
                            + " 40 are free (CUDA_ERROR_OUT_OF_MEMORY).",
                    e.getMessage());
            assertEquals(Map.of("context", 1, "memory", 1, "stream", 1), driver.open());
        }
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void aLostGpuIsClosedByItsContextAlone() {
        driver.withKernel("step", 0, (shape, arguments) -> {});
        CudaGpu gpu = open();
        gpu.allocate(8);
        Gpu.Kernel step = gpu.load(PTX).kernel("step");
        step.launch(1, 1, 0);
        driver.failing("cuStreamSynchronize", 719).failing("cuMemFree_v2", 719);
        GpuException e = assertThrows(GpuException.class, gpu::synchronize);
        assertTrue(e.isLost());
        gpu.close();
        assertEquals(null, driver.calls().get("cuMemFree_v2"));
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void aFailureToReleaseIsNoFailureOfTheProgram() {
        driver.failing("cuStreamDestroy_v2", 1);
        open().close();
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void anotherThreadMakesTheContextItsOwnFirst() throws InterruptedException {
        try (CudaGpu gpu = open()) {
            gpu.synchronize();
            assertEquals(List.of(), driver.threads());
            Thread other = new Thread(gpu::synchronize);
            other.start();
            other.join();
            gpu.synchronize();
            assertEquals(List.of(other, Thread.currentThread()), driver.threads());
        }
    }

    @Test
    void aDriverWithoutAFunctionIsTooOld() {
        StandInDriver old = new StandInDriver(9_000, H100) {
            @Override
            public int cuStreamCreate(com.sun.jna.ptr.PointerByReference stream, int flags) {
                throw new UnsatisfiedLinkError("cuStreamCreate");
            }
        };
        GpuException e = assertThrows(GpuException.class, () -> new CudaGpu(old, H100));
        assertEquals("The NVIDIA driver has no function cuStreamCreate.", e.getMessage());
        assertEquals(Map.of(), old.open());
    }
}
