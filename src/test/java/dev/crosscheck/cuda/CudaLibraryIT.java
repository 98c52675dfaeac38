package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls a real library in C, with the driver's signatures: what a stand-in in Java cannot show. */
class CudaLibraryIT {
    @TempDir
    private static Path folder;

    private static Path compiled() throws IOException, InterruptedException {
        assumeFalse(Platform.isWindows());
        Path library = folder.resolve("libdriver.so");
        try {
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-std=c99",
                            "-Wall",
                            "-Werror",
                            "-shared",
                            "-fPIC",
                            "-o",
                            library.toString(),
                            Path.of("src", "test", "native", "driver.c").toString())
                    .inheritIO()
                    .start();
            assertEquals(0, compiler.waitFor());
        } catch (IOException e) {
            assumeTrue(false, "no C compiler: " + e.getMessage());
        }
        return library;
    }

    private static long count(Path library, String function) {
        return NativeLibrary.getInstance(library.toString())
                .getFunction(function)
                .invokeLong(new Object[0]);
    }

    @Test
    void everyFunctionGetsItsArgumentsAsTheDriverDeclaresThem() throws IOException, InterruptedException {
        Path library = compiled();
        CudaDriver driver = Native.load(library.toString(), CudaDriver.class);
        CudaDevice device = new CudaDevice(0, "A GPU in C", 12, 1);
        assertEquals(CudaDriver.Answer.of(13_010, device), CudaDriver.ask(() -> driver));
        try (CudaGpu gpu = new CudaGpu(driver, device)) {
            GpuException bad = assertThrows(GpuException.class, () -> gpu.load("bad"));
            assertEquals(
                    "cuModuleLoadDataEx on " + device + " failed with CUDA_ERROR_INVALID_PTX (218): in words."
                            + " The driver says: line 1: bad PTX",
                    bad.getMessage());
            Gpu.Program program = gpu.load("good");
            GpuException none = assertThrows(GpuException.class, () -> program.kernel("none"));
            assertTrue(none.getMessage().startsWith("cuModuleGetFunction for none on "), none.getMessage());
            Gpu.Memory x = gpu.allocate(12);
            Gpu.Memory y = gpu.allocate(12);
            x.write(1f, 2f, 3f);
            Gpu.Kernel affine = program.kernel("affine");
            affine.launch(3, 96, 512, x, y, 2f, 3, 0.5f);
            assertArrayEquals(new float[] {2.5f, 4.5f, 6.5f}, y.floats(3));
            Gpu.Recording recording = gpu.record(() -> {
                        affine.launch(3, 96, 512, x, y, 2f, 3, 1f);
                        affine.launch(3, 96, 512, y, y, 3f, 3, 0f);
                    })
                    .orElseThrow();
            x.write(Float.floatToRawIntBits(4), Float.floatToRawIntBits(5), Float.floatToRawIntBits(6));
            recording.launch();
            assertArrayEquals(new float[] {27, 33, 39}, y.floats(3));
            x.write((byte) 0, (byte) 0, (byte) 0x80, (byte) 0x3f); // 1
            recording.launch();
            assertArrayEquals(new float[] {9, 33, 39}, y.floats(3));
            GpuException full = assertThrows(GpuException.class, () -> gpu.allocate(0x500000001L));
            assertEquals(
                    "The memory of " + device
                            + " does not suffice: 21474836481 bytes are needed, 21474836480 are free.",
                    full.getMessage());
            x.close();
            y.close();
            program.close();
            recording.close();
        }
        assertEquals(7, count(library, "opened_so_far"));
        assertEquals(7, count(library, "closed_so_far"));
    }

    @Test
    void aLibraryThatIsNoDriverIsRefused() {
        assumeTrue(Platform.isLinux(), "the name of a library");
        String obstacle = CudaDriver.ask(() -> Native.load("libm.so.6", CudaDriver.class))
                .obstacle()
                .orElseThrow();
        assertTrue(
                obstacle.startsWith(CudaDriver.libraryName() + " is no NVIDIA driver: ")
                        && obstacle.contains("cuDriverGetVersion"),
                obstacle);
    }
}
