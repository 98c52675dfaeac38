package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the driver's answers; {@link CudaLibraryIT} passes arguments to C. */
class CudaGpuTest {
    private static final CudaDevice H100 = new CudaDevice(0, "NVIDIA H100", 9, 0);

    private final EmulatedDriver driver = EmulatedDriver.idle(12_040, H100);

    private static Optional<String> obstacle(EmulatedDriver driver) {
        return CudaDriver.ask(driver::api).obstacle();
    }

    @Test
    void theDriverSaysWhatThereIs() {
        CudaDevice second = new CudaDevice(1, "T4", 7, 5);
        EmulatedDriver two = EmulatedDriver.idle(12_040, H100, second);
        assertEquals(CudaDriver.Answer.of(12_040, H100, second), CudaDriver.ask(two::api));
        assertEquals(Map.of(), two.open());
        assertEquals(CudaDriver.Answer.of(11_080), CudaDriver.ask(EmulatedDriver.idle(11_080)::api));
    }

    @Test
    void aDriverThatCannotBeAskedSaysWhy() {
        CudaDriver.Answer absent = CudaDriver.ask(() -> {
            throw new UnsatisfiedLinkError("Unable to load library 'libcuda.so.1':\n" + CudaDriver.libraryName()
                    + ": cannot open shared object file: No such file or directory\nand more");
        });
        assertEquals(CudaDriver.Answer.none("no NVIDIA driver was found (" + CudaDriver.libraryName() + ")"), absent);
        for (String function : List.of("cuDriverGetVersion", "cuInit", "cuDeviceGetCount", "cuDeviceGetName")) {
            assertEquals(
                    "the NVIDIA driver refuses: " + function
                            + " failed with CUDA_ERROR_NUMBER_803 (803): in the driver's words",
                    obstacle(EmulatedDriver.idle(12_040, H100).failing(function, 803))
                            .orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuDeviceGet", "cuCtxCreate_v2", "cuStreamCreate"})
    void aGpuThatCannotBeOpenedLeavesNothingOpen(String function) {
        driver.failing(function, 46);
        GpuException e = assertThrows(GpuException.class, driver::gpu);
        assertEquals(
                function.replace("_v2", "") + " on GPU 0, NVIDIA H100, compute capability 9.0 failed with"
                        + " CUDA_ERROR_NUMBER_46 (46): in the driver's words.",
                e.getMessage());
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void whatFailsToBeReleasedIsNoFailureOfTheProgramAndGoesWithTheContext() {
        driver.failing("cuMemFree_v2", 719).failing("cuStreamDestroy_v2", 719);
        CudaGpu gpu = driver.gpu();
        Gpu.Memory memory = gpu.allocate(8);
        memory.close();
        assertEquals(Map.of("cuCtxCreate_v2", 1, "cuMemAlloc_v2", 1, "cuStreamCreate", 1), driver.open());
        gpu.close();
        memory.close();
        assertEquals(Map.of(), driver.open());
        assertEquals(1, driver.calls().get("cuMemFree_v2"), "nothing is released after the context");
    }

    @Test
    void anotherThreadMakesTheContextItsOwnFirst() throws InterruptedException {
        try (CudaGpu gpu = driver.gpu()) {
            gpu.allocate(8);
            assertEquals(List.of(), driver.threads());
            Thread other = new Thread(() -> gpu.allocate(8));
            other.start();
            other.join();
            gpu.allocate(8);
            assertEquals(List.of(other, Thread.currentThread()), driver.threads());
        }
    }

    @Test
    void aDriverWithoutAFunctionIsTooOld() {
        CudaDriver old = (CudaDriver) Proxy.newProxyInstance(
                CudaDriver.class.getClassLoader(), new Class<?>[] {CudaDriver.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("cuStreamCreate")) {
                        throw new UnsatisfiedLinkError("Error looking up function 'cuStreamCreate'");
                    }
                    return driver.invoke(proxy, method, arguments);
                });
        GpuException e = assertThrows(GpuException.class, () -> new CudaGpu(old, H100));
        assertEquals("The NVIDIA driver has no function cuStreamCreate.", e.getMessage());
        assertEquals(Map.of(), driver.open());
    }
}
