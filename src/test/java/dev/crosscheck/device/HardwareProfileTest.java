package dev.crosscheck.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.StringReader;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareProfileTest {
    @Test
    void theProfilesOfTheProjectAreReadable() {
        assertEquals(DeviceRequest.CPU, HardwareProfile.load("cpu").device());
        assertEquals(DeviceRequest.AUTO, HardwareProfile.load("cuda").device());
    }

    @Test
    void settingsAreRead() throws IOException {
        assertEquals(
                new HardwareProfile("x", DeviceRequest.CUDA, OptionalInt.of(4), 512),
                parse("device = CUDA \nthreads=4\noffheap.limit.mib=512"));
        assertEquals(new HardwareProfile("x", DeviceRequest.AUTO, OptionalInt.empty(), 2048), parse(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device=tpu             | p: device=tpu: expected auto, cpu or cuda.",
                "threads=0              | p: threads=0: expected a whole number from 1 to 1024.",
                "threads=many           | p: threads=many: expected a whole number from 1 to 1024.",
                "offheap.limit.mib=-5   | p: offheap.limit.mib=-5: expected a whole number from 64 to 1048576.",
                "thread=4               | p: unknown setting \"thread\"."
            })
    void nonsenseIsRefusedByName(String text, String message) {
        assertEquals(
                message,
                assertThrows(CrosscheckException.class, () -> parse(text)).getMessage());
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThrows(CrosscheckException.class, () -> HardwareProfile.load("tpu"));
    }

    private static HardwareProfile parse(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return HardwareProfile.parse("x", "p", properties);
    }
}
