package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.History;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failed run leaves where not even its start went well. */
class FailedRunTest {
    @TempDir
    private Path folder;

    @Test
    void aNewRunThatCannotStartIsRecordedAndAnOldOneKeepsItsRecord() throws IOException {
        Path run = RunFolder.at(folder.resolve("run")).path();
        UnsatisfiedLinkError failure = new UnsatisfiedLinkError("no natives");
        report(run).fail("It cannot start.", failure);
        JsonNode record = new ObjectMapper().readTree(run.resolve("run.json").toFile());
        assertEquals("FAILED", record.path("status").asText());
        assertEquals("It cannot start.", record.path("failure").asText());
        report(run).fail("It cannot go on.", failure);
        assertEquals(record, new ObjectMapper().readTree(run.resolve("run.json").toFile()));
        assertEquals(0, failure.getSuppressed().length);
    }

    private TrainingReport report(Path run) {
        ImageData data = read("data");
        return new TrainingReport(
                new RunFolder(run),
                RunIdentity.now("data/mnist", "cpu, threads 1"),
                RunRecords.CONFIG,
                new DeviceChoice(DeviceRequest.CPU, Device.CPU, "asked for"),
                data,
                history(data));
    }

    private ImageData read(String name) {
        return ImageData.read(IdxBytes.subset(folder.resolve(name), 20, 10));
    }

    private static History history(ImageData data) {
        return new Training(Device.CPU, RunRecords.CONFIG, data).history();
    }
}
