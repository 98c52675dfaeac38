package dev.crosscheck.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceSelectorTest {
    private static final CudaDriver.Answer A100 = FakeCuda.gpu("NVIDIA A100", 8, 0);

    static Stream<Arguments> obstacles() {
        return Stream.of(
                Arguments.of(
                        new FakeCuda(false, A100, Optional.empty(), Optional.empty()),
                        "this build has no CUDA backend (build and run with -Pcuda)"),
                Arguments.of(
                        FakeCuda.with(CudaDriver.Answer.none("no NVIDIA driver was found (libcuda.so.1)")),
                        "no NVIDIA driver was found (libcuda.so.1)"),
                Arguments.of(
                        FakeCuda.with(CudaDriver.Answer.none("the NVIDIA driver refuses: cuInit failed")),
                        "the NVIDIA driver refuses: cuInit failed"),
                Arguments.of(FakeCuda.with(CudaDriver.Answer.of(12_040)), "the NVIDIA driver shows no GPU"),
                Arguments.of(
                        FakeCuda.with(CudaDriver.Answer.of(10_020, new CudaDevice(0, "T4", 7, 5))),
                        "the NVIDIA driver is too old: it supports CUDA 10.2, and 11.0 or newer is needed"),
                Arguments.of(
                        FakeCuda.with(FakeCuda.gpu("Tesla K20", 3, 5)),
                        "GPU 0, Tesla K20, compute capability 3.5, is too old: nd4j-cuda needs 3.7 or newer"),
                Arguments.of(
                        FakeCuda.with(FakeCuda.gpu("NVIDIA H100", 9, 0)),
                        "GPU 0, NVIDIA H100, compute capability 9.0, is too new: nd4j-cuda has machine code for 3.7 to 8.x only"),
                Arguments.of(
                        FakeCuda.with(CudaDriver.Answer.of(
                                12_040,
                                new CudaDevice(0, "NVIDIA A100", 8, 0),
                                new CudaDevice(1, "NVIDIA B200", 10, 0))),
                        "GPU 1, NVIDIA B200, compute capability 10.0, is too new: nd4j-cuda has machine code for 3.7 to 8.x only"),
                Arguments.of(
                        new FakeCuda(true, A100, Optional.of("libcublas.so.11"), Optional.empty()),
                        "the CUDA 11.6 library libcublas.so.11 is missing"
                                + " (leave -Dcuda.libraries out, or install CUDA 11.6 and put it on the library path)"),
                Arguments.of(
                        new FakeCuda(
                                true,
                                A100,
                                Optional.empty(),
                                Optional.of("CUDA's own libraries find no GPU to run on")),
                        "CUDA's own libraries find no GPU to run on"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void autoFallsBackAndSaysWhy(FakeCuda machine, String reason) {
        DeviceChoice choice = new DeviceSelector(machine).select(DeviceRequest.AUTO, CudaWays.ND4J);
        assertEquals(new DeviceChoice(DeviceRequest.AUTO, Device.CPU, reason), choice);
        assertTrue(choice.fellBack());
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void explicitCudaFailsForTheSameReason(FakeCuda machine, String reason) {
        DeviceSelector selector = new DeviceSelector(machine);
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> selector.select(DeviceRequest.CUDA, CudaWays.ND4J));
        assertEquals("--device cuda cannot run: " + reason + ".", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"3,7", "5,0", "6,1", "7,5", "8,0", "8,6", "8,9"})
    void everyServedGenerationRuns(int major, int minor) {
        DeviceSelector selector = new DeviceSelector(FakeCuda.with(FakeCuda.gpu("GPU", major, minor)));
        assertEquals(
                Device.CUDA, selector.select(DeviceRequest.AUTO, CudaWays.ND4J).device());
        assertEquals(
                Device.CUDA, selector.select(DeviceRequest.CUDA, CudaWays.ND4J).device());
    }

    private static DeviceChoice auto(CudaProbe machine, CudaWays ways) {
        return new DeviceSelector(machine).select(DeviceRequest.AUTO, ways);
    }

    @Test
    void nd4jComesBeforeCudaByHandAndThatBeforeTheCpu() {
        assertEquals(Device.CUDA, auto(FakeCuda.with(A100), CudaWays.ALL).device());
        assertEquals(
                new DeviceChoice(
                        DeviceRequest.AUTO,
                        Device.CUDA_BY_HAND,
                        "ND4J's CUDA cannot run: GPU 0, NVIDIA H100, compute capability 9.0, is too new: nd4j-cuda has"
                                + " machine code for 3.7 to 8.x only"),
                auto(FakeCuda.with(FakeCuda.gpu("NVIDIA H100", 9, 0)), CudaWays.ALL));
        assertEquals(
                Device.CUDA_BY_HAND,
                auto(new FakeCuda(false, A100, Optional.empty(), Optional.empty()), CudaWays.ALL)
                        .device());
        assertEquals(
                new DeviceChoice(
                        DeviceRequest.AUTO,
                        Device.CPU,
                        "ND4J's CUDA: GPU 0, Tesla K20, compute capability 3.5, is too old: nd4j-cuda needs 3.7 or newer;"
                                + " CUDA by hand: GPU 0, Tesla K20, compute capability 3.5, is too old: CUDA by hand needs 7.5"
                                + " or newer"),
                auto(FakeCuda.with(FakeCuda.gpu("Tesla K20", 3, 5)), CudaWays.ALL));
        assertEquals(
                new DeviceChoice(DeviceRequest.AUTO, Device.CPU, "no NVIDIA driver was found (libcuda.so.1)"),
                auto(
                        new FakeCuda(
                                false,
                                CudaDriver.Answer.none("no NVIDIA driver was found (libcuda.so.1)"),
                                Optional.empty(),
                                Optional.empty()),
                        CudaWays.ALL));
    }

    @Test
    void eachWayHasItsOwnReasonWhereTheOtherIsNotWanted() {
        FakeCuda old = FakeCuda.with(FakeCuda.gpu("Tesla V100", 7, 0));
        assertEquals(Device.CUDA, auto(old, CudaWays.ND4J).device());
        assertEquals(
                "GPU 0, Tesla V100, compute capability 7.0, is too old: CUDA by hand needs 7.5 or newer",
                auto(old, CudaWays.BY_HAND).reason());
        FakeCuda turing = FakeCuda.with(CudaDriver.Answer.of(10_020, new CudaDevice(0, "T4", 7, 5)));
        assertEquals(Device.CUDA_BY_HAND, auto(turing, CudaWays.BY_HAND).device());
        assertEquals(
                "the NVIDIA driver is too old: it supports CUDA 10.2, and 11.0 or newer is needed",
                auto(turing, CudaWays.ND4J).reason());
        CudaWays none = new CudaWays(Optional.of("first"), Optional.of("second"));
        assertEquals("second", auto(turing, none).reason());
    }

    @Test
    void cudaByHandTakesTheFirstGpu() {
        CudaDevice blackwell = new CudaDevice(0, "NVIDIA B200", 10, 0);
        CudaDevice pascal = new CudaDevice(1, "Tesla P4", 6, 1);
        FakeCuda newFirst = FakeCuda.with(CudaDriver.Answer.of(12_080, blackwell, pascal));
        assertEquals(Device.CUDA_BY_HAND, auto(newFirst, CudaWays.BY_HAND).device());
        FakeCuda oldFirst = FakeCuda.with(CudaDriver.Answer.of(12_080, pascal, blackwell));
        assertEquals(
                "GPU 1, Tesla P4, compute capability 6.1, is too old: CUDA by hand needs 7.5 or newer",
                auto(oldFirst, CudaWays.BY_HAND).reason());
    }

    @Test
    void cpuIsTakenWithoutLooking() {
        DeviceChoice choice = new DeviceSelector(null).select(DeviceRequest.CPU, CudaWays.ND4J);
        assertEquals(Device.CPU, choice.device());
        assertFalse(choice.fellBack());
    }

    @Test
    void askingThisMachineNeverThrows() {
        SystemCudaProbe probe = new SystemCudaProbe();
        DeviceChoice choice = new DeviceSelector(probe).select(DeviceRequest.AUTO, CudaWays.ND4J);
        assertFalse(choice.reason().isBlank());
    }
}
