package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.run.FolderLock;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of runs that say that they are running, and of runs that could not start. */
@ResourceLock(value = Resources.TIME_ZONE, mode = ResourceAccessMode.READ)
class KilledRunTest {
    private static final Instant SIGN = Instant.parse(RunRecords.SIGN);

    @TempDir
    private Path run;

    private void write(String record) throws IOException {
        Files.writeString(run.resolve("run.json"), record);
        RunPage.State state = new RunPage.State("Running.", true, SIGN, 3, List.of(), 0, RunPage.Shown.nothing(0));
        ImageSet none = new ImageSet(new byte[0], new byte[0], 2, 2);
        String page = new RunPage("run", state, new ImageData(none, none, Map.of()), Map.of("a", "b"), null).html();
        Files.writeString(run.resolve("run.html"), page);
    }

    private static String record(String status) {
        return Json.text(RunRecords.of("7", RunRecord.Status.valueOf(status)));
    }

    private String page() throws IOException {
        return Files.readString(run.resolve("run.html"));
    }

    private void assertPageEnded(String status) throws IOException {
        assertTrue(page().contains("<p class=\"summary\">" + status + "</p>\n<div class=\"tiles\">"), this::text);
        assertFalse(page().contains("http-equiv=\"refresh\"") || page().contains("<script"), "it stays as it is");
        assertTrue(page().contains("0 of 3"), "the rest is as it was");
    }

    private String text() {
        try {
            return page();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aKilledRunIsMarkedOnceWithItsLastSignOfLife() throws IOException {
        write(record("RUNNING"));
        String sign = LivePage.time(SIGN);
        String before = page();
        Optional<String> told =
                Optional.of(run + ": the run stopped without notice; its last sign of life was at " + sign + ".");
        for (Path path : List.of(run, run.resolve("model.safetensors"))) {
            assertEquals(told, KilledRun.look(path), "a look says the same each time and writes nothing");
        }
        assertEquals(record("RUNNING"), Files.readString(run.resolve("run.json")));
        assertEquals(before, page());
        assertFalse(Files.exists(run.resolve(".lock")));
        assertEquals(told, KilledRun.mark(run));
        JsonNode record = new ObjectMapper().readTree(run.resolve("run.json").toFile());
        assertEquals("KILLED", record.path("status").asText());
        assertEquals(SIGN.toString(), record.path("lastSign").asText());
        assertEquals(record("KILLED"), Files.readString(run.resolve("run.json")));
        assertPageEnded("Stopped without notice. Last sign of life: " + sign);
        assertEquals(Optional.empty(), KilledRun.mark(run), "it is told once");
    }

    @Test
    void aRunThatGoesOnIsNeverMarked() throws IOException {
        write(record("RUNNING"));
        String before = page();
        FolderLock lock = FolderLock.take(run).orElseThrow();
        try (lock) {
            assertEquals(Optional.empty(), KilledRun.mark(run));
            assertEquals(Optional.empty(), KilledRun.look(run));
            assertEquals(record("RUNNING"), Files.readString(run.resolve("run.json")));
            assertEquals(before, page());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, Completed.",
        "INTERRUPTED, Interrupted.",
        "FAILED, Failed: It &lt;failed&gt;.",
        "KILLED, Stopped without notice."
    })
    void aPageThatItsRecordOvertookIsBroughtUpToIt(String status, String shown) throws IOException {
        write(record(status));
        assertEquals(Optional.empty(), KilledRun.look(run));
        assertEquals(Optional.empty(), KilledRun.mark(run));
        assertPageEnded(shown);
        assertEquals(record(status), Files.readString(run.resolve("run.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"id\": \"7", "[]", "{\"status\": \"RUNNING\"}"})
    void whatIsNotARecordIsLeftAlone(String record) throws IOException {
        write(record);
        String before = page();
        assertEquals(Optional.empty(), KilledRun.look(run));
        assertEquals(Optional.empty(), KilledRun.mark(run));
        assertEquals(record, Files.readString(run.resolve("run.json")));
        assertEquals(before, page());
        assertFalse(Files.exists(run.resolve(".lock")), "nothing is left in a folder that is none of ours");
        assertEquals(Optional.empty(), KilledRun.look(run.resolve("none").resolve("model.safetensors")));
    }

    @Test
    void aNewRunThatCannotStartIsRecordedAndAnOldOneKeepsItsRecord() throws IOException {
        Path run = RunFolder.at(this.run.resolve("run")).path();
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
        ImageData data = ImageData.read(IdxBytes.subset(this.run.resolve("data"), 20, 10));
        return new TrainingReport(
                new RunFolder(run),
                RunIdentity.now("data/mnist", "cpu, threads 1"),
                RunRecords.CONFIG,
                new DeviceChoice(DeviceRequest.CPU, Device.CPU, "asked for"),
                data,
                new Training(Device.CPU, RunRecords.CONFIG, data).history(),
                0);
    }
}
