package dev.crosscheck.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSelectorTest {
    private static final CudaWays ND4J = new CudaWays(Optional.empty(), Optional.of("only training by hand uses it"));
    private static final CudaWays BY_HAND = new CudaWays(Optional.of("only Deeplearning4j uses it"), Optional.empty());

    /** A machine's CUDA as a test wants it. */
    private record FakeCuda(
            boolean inBuild,
            CudaDriver.Answer driver,
            Optional<String> missingLibrary,
            Optional<String> backendObstacle)
            implements CudaProbe {
        @Override
        public Optional<String> visibleDevices() {
            return Optional.empty();
        }

        @Override
        public Gpu open(CudaDevice device) {
            throw new IllegalStateException("a decision opens no GPU");
        }
    }

    /** GPUs are the compute capabilities, in the driver's order; a driver that cannot be asked is its reason. */
    private static CudaDriver.Answer driver(String version, String gpus) {
        if (!version.matches("\\d+")) {
            return CudaDriver.Answer.none(version);
        }
        String[] each = gpus == null ? new String[0] : gpus.split(" ");
        CudaDevice[] devices = new CudaDevice[each.length];
        for (int i = 0; i < each.length; i++) {
            String[] capability = each[i].split("\\.");
            devices[i] = new CudaDevice(i, "G", Integer.parseInt(capability[0]), Integer.parseInt(capability[1]));
        }
        return CudaDriver.Answer.of(Integer.parseInt(version), devices);
    }

    private static CudaWays ways(String name) {
        return switch (name) {
            case "ND4J" -> ND4J;
            case "BY_HAND" -> BY_HAND;
            case "ALL" -> CudaWays.ALL;
            default -> new CudaWays(Optional.of("first"), Optional.of("second"));
        };
    }

    /** Where the CPU is taken, a request for CUDA is refused for the same reason. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ND4J    | 12040          | 3.7      |               | CUDA         |
            ND4J    | 11000          | 5.0      |               | CUDA         |
            ND4J    | 12040          | 6.1 7.0  |               | CUDA         |
            ND4J    | 12040          | 8.9      |               | CUDA         |
            ALL     | 12040          | 8.0      |               | CUDA         |
            ND4J    | 12040          | 8.0      | no build      | CPU          | this build has no CUDA backend (build and run with -Pcuda)
            ND4J    | no driver      |          |               | CPU          | no driver
            ND4J    | 12040          |          |               | CPU          | the NVIDIA driver shows no GPU
            ND4J    | 10990          | 7.5      |               | CPU          | the NVIDIA driver is too old: it supports CUDA 10.99, and 11.0 or newer is needed
            ND4J    | 12040          | 3.5      |               | CPU          | GPU 0, G, compute capability 3.5, is too old: nd4j-cuda needs 3.7 or newer
            ND4J    | 12040          | 9.0      |               | CPU          | GPU 0, G, compute capability 9.0, is too new: nd4j-cuda has machine code for 3.7 to 8.x only
            ND4J    | 12040          | 8.0 10.0 |               | CPU          | GPU 1, G, compute capability 10.0, is too new: nd4j-cuda has machine code for 3.7 to 8.x only
            ND4J    | 12040          | 8.0      | libcublas     | CPU          | the CUDA 11.6 library libcublas is missing (leave -Dcuda.libraries out, or install CUDA 11.6 and put it on the library path)
            ND4J    | 12040          | 8.0      | its own words | CPU          | its own words
            ALL     | 12040          | 9.0      |               | CUDA_BY_HAND | ND4J's CUDA cannot run: GPU 0, G, compute capability 9.0, is too new: nd4j-cuda has machine code for 3.7 to 8.x only
            ALL     | 12040          | 8.0      | no build      | CUDA_BY_HAND |
            ALL     | 12040          | 3.5      |               | CPU          | ND4J's CUDA: GPU 0, G, compute capability 3.5, is too old: nd4j-cuda needs 3.7 or newer; CUDA by hand: GPU 0, G, compute capability 3.5, is too old: CUDA by hand needs 7.5 or newer
            ALL     | no driver      |          | no build      | CPU          | no driver
            BY_HAND | 12040          | 7.0      |               | CPU          | GPU 0, G, compute capability 7.0, is too old: CUDA by hand needs 7.5 or newer
            BY_HAND | 10020          | 7.5      |               | CUDA_BY_HAND |
            BY_HAND | 10010          | 7.5      |               | CPU          | the NVIDIA driver is too old: it supports CUDA 10.1, and 10.2 or newer is needed
            BY_HAND | 12080          | 10.0 6.1 |               | CUDA_BY_HAND |
            BY_HAND | 12080          | 6.1 10.0 |               | CPU          | GPU 0, G, compute capability 6.1, is too old: CUDA by hand needs 7.5 or newer
            NONE    | 10020          | 7.5      |               | CPU          | second
            """)
    void theDeviceAndItsReason(String ways, String driver, String gpus, String inTheWay, Device device, String reason) {
        DeviceSelector selector = new DeviceSelector(new FakeCuda(
                !"no build".equals(inTheWay),
                driver(driver, gpus),
                Optional.ofNullable(inTheWay).filter(way -> way.startsWith("lib")),
                Optional.ofNullable(inTheWay).filter(way -> way.startsWith("its"))));
        DeviceChoice choice = selector.select(DeviceRequest.AUTO, ways(ways));
        assertEquals(device, choice.device());
        assertEquals(device == Device.CPU, choice.fellBack());
        assertEquals(reason == null ? choice.reason() : reason, choice.reason());
        if (device == Device.CPU) {
            CrosscheckException e =
                    assertThrows(CrosscheckException.class, () -> selector.select(DeviceRequest.CUDA, ways(ways)));
            assertEquals("--device cuda cannot run: " + reason + ".", e.getMessage());
        } else {
            assertEquals(device, selector.select(DeviceRequest.CUDA, ways(ways)).device());
        }
    }

    @Test
    void cpuIsTakenWithoutLookingAndAskingThisMachineNeverThrows() {
        DeviceChoice choice = new DeviceSelector(null).select(DeviceRequest.CPU, ND4J);
        assertEquals(Device.CPU, choice.device());
        assertFalse(choice.fellBack());
        Stream.of(ND4J, BY_HAND)
                .map(ways -> new DeviceSelector(new SystemCudaProbe()).select(DeviceRequest.AUTO, ways))
                .forEach(found -> assertFalse(found.reason().isBlank()));
    }
}
