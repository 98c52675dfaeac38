package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls a real library in C, with the driver's signatures: what a stand-in in Java cannot show. */
class CudaLibraryIT {
    /** Which driver: of CUDA 10.2, of 11.3, which finds functions by name and version, or of 13, which has new ones. */
    private enum Age {
        OLD,
        MIDDLE,
        NEW
    }

    @TempDir
    private static Path folder;

    private static Path compiled(Age age) throws IOException, InterruptedException {
        assumeFalse(Platform.isWindows());
        Path library = folder.resolve("libdriver-" + age + ".so");
        if (Files.exists(library)) {
            return library;
        }
        try {
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-std=c99",
                            "-Wall",
                            "-Werror",
                            "-shared",
                            "-fPIC",
                            "-D" + age,
                            // Else the first of the drivers that are loaded here would do the work of all.
                            Platform.isMac() ? "-Wall" : "-Wl,-Bsymbolic",
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

    /** Which way kernels are launched: by the interface of all functions, or directly. */
    @ParameterizedTest
    @CsvSource({"OLD, false", "OLD, true", "MIDDLE, true", "NEW, true"})
    void everyFunctionGetsItsArgumentsAsTheDriverDeclaresThem(Age age, boolean directly)
            throws IOException, InterruptedException {
        Path library = compiled(age);
        CudaApi api = CudaEntries.of(Jna.library(library.toString()));
        CudaDevice device = new CudaDevice(0, "A GPU in C", 12, 1);
        assertEquals(new CudaDriver.Present(13_010, List.of(device)), CudaDriver.ask(() -> api));
        ByteBuffer floats = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
        long before = count(library, "opened_so_far");
        CudaLaunch launch = directly ? CudaLaunch.direct(library.toString()) : api;
        try (CudaGpu gpu = new CudaGpu(api, launch, device)) {
            GpuException bad = assertThrows(GpuException.class, () -> gpu.load("bad"));
            assertEquals("CUDA_ERROR_INVALID_PTX", bad.error());
            assertEquals(
                    "The driver says: line 1: bad PTX",
                    bad.getMessage().substring(bad.getMessage().indexOf("The driver")));
            Gpu.Program program = gpu.load("good");
            assertEquals(
                    "CUDA_ERROR_NOT_FOUND",
                    assertThrows(GpuException.class, () -> program.kernel("none"))
                            .error());
            Gpu.Memory x = gpu.allocate(12);
            Gpu.Memory y = gpu.allocate(12);
            x.write(0, floats.putFloat(0, 1).putFloat(4, 2).putFloat(8, 3));
            Gpu.Kernel affine = program.kernel("affine");
            double seconds = gpu.seconds(() -> affine.launch(3, 96, 512, x, y, 2f, 3, 1L << 33));
            assertEquals(1.5, seconds);
            y.read(0, floats);
            float b = 1L << 33;
            assertEquals(
                    List.of(2f + b, 4f + b, 6f + b),
                    List.of(floats.getFloat(0), floats.getFloat(4), floats.getFloat(8)));
            Gpu.Recording recording = gpu.record(() -> {
                        affine.launch(3, 96, 512, x, y, 2f, 3, 1L);
                        affine.launch(3, 96, 512, y, y, 3f, 3, 0L);
                    })
                    .orElseThrow();
            x.send(0, floats.putFloat(0, 4).putFloat(4, 5).putFloat(8, 6));
            recording.launch();
            y.read(0, floats);
            assertEquals(List.of(27f, 33f, 39f), List.of(floats.getFloat(0), floats.getFloat(4), floats.getFloat(8)));
            recording.launch();
            GpuException full = assertThrows(GpuException.class, () -> gpu.allocate(0x500000001L));
            assertEquals(
                    "The memory of " + device + " does not suffice: 21474836481 bytes are needed, 21474836480 are free"
                            + " (CUDA_ERROR_OUT_OF_MEMORY).",
                    full.getMessage());
        }
        assertEquals(before + 9, count(library, "opened_so_far"));
        assertEquals(before + 9, count(library, "closed_so_far"));
    }
}
