package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.Environment;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.train.RateSchedule;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.StopRules;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunJsonTest {
    private static final String DIGEST = "ab".repeat(32);

    /** What the first version wrote: no name of the run, five settings, no validation. */
    private static final String FIRST = """
            {"command": "train", "status": "COMPLETED", "failure": null, "start": "2026-11-24T01:02:03Z", "seconds": 30.25,
             "config": {"seed": 1, "epochs": 2, "batchSize": 64, "learningRate": 0.001, "hidden": 256},
             "optimizer": "Adam", "device": {"requested": "AUTO", "device": "CPU", "reason": "no driver"},
             "environment": {"crosscheck": "0.1.0", "nd4j": "1.0.0-M2.1", "javacpp": "1.5.7", "java": "17", "os": "Linux",
              "cpu": "Some CPU", "vectorFeatures": "avx2", "cores": 2, "device": "cpu", "backend": "x.CpuBackend",
              "natives": "linux-x86_64-avx2", "blas": "OpenBLAS", "blasThreads": 1, "openMpThreads": 1,
              "heapLimitMib": 1024, "offHeapLimitMib": 2048},
             "data": {"folder": "data/mnist", "trainingImages": 60000, "testImages": 10000, "sha256": {"t10k": "DIGEST"}},
             "epochs": [{"epoch": 1, "trainLoss": 0.2, "testLoss": 0.1, "testCorrect": 9700, "testAccuracyPercent": 97.0,
              "seconds": 1.5, "imagesPerSecond": 40000.0}], "modelSha256": "DIGEST"}""".replace("DIGEST", DIGEST);

    @TempDir
    private Path folder;

    private static byte[] whole() {
        return Json.text(new RunRecord(
                        "train",
                        RunRecord.Status.INTERRUPTED,
                        StopReason.INTERRUPTED,
                        "It \u001b failed.\n",
                        RunIdentity.now("data", "cpu").id(),
                        "2026-11-24T01:02:03Z",
                        List.of("2026-11-24T01:02:04Z"),
                        "2026-11-24T01:02:05Z",
                        12.5,
                        TrainingConfig.of(-1, 9, 4, 0.001, NetworkForm.digits(2))
                                .with(draft -> {
                                    draft.init = "a b.npz";
                                    draft.schedule = new RateSchedule(RateSchedule.Kind.COSINE, 0, 9);
                                    draft.validation = 2;
                                    draft.stop = new StopRules(3, 99.5, 60.0);
                                }),
                        DenseNetwork.optimizer(NetworkForm.digits()),
                        new DeviceChoice(DeviceRequest.AUTO, Device.CPU, "no driver"),
                        new Environment(
                                "0.1.0", "1", "1", "17", "Linux", "CPU", "avx", 2, "cpu", "b", "n", "o", 1, 1, 1024,
                                1024),
                        RunRecord.Data.ofImages("data\nand more", 58, 2, 10, Map.of("images", DIGEST)),
                        List.of(new RunRecord.Epoch(
                                1, 0.5, 0.25, 90.0, 0.5, 0.9, 0.3, 9, 90.0, null, null, 1.5, 38.0, null)),
                        1,
                        new Worth("log loss", 10, 0.5, 0.4, null, false, null, "It does not beat guessing."),
                        DIGEST,
                        DIGEST))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyVersionsRecordIsRead() throws IOException {
        assertEquals(
                "COMPLETED",
                RunJson.read(FIRST.getBytes(StandardCharsets.UTF_8))
                        .path("status")
                        .asText());
        assertEquals("INTERRUPTED", RunJson.read(whole()).path("status").asText());
        assertFalse(new String(whole(), StandardCharsets.UTF_8).contains("Rows"), "of images there are no rows");
        String rows = FIRST.replace("trainingImages", "trainingRows").replace("imagesPerSecond", "rowsPerSecond");
        assertEquals(
                60000,
                RunJson.read(rows.getBytes(StandardCharsets.UTF_8))
                        .at("/data/trainingRows")
                        .asInt());
        assertEquals(0, RunJson.read("{}".getBytes(StandardCharsets.UTF_8)).size());
    }

    @ParameterizedTest
    @CsvSource({
        "/command, '\"rm\"'",
        "/status, '\"DONE\"'",
        "/status, 1",
        "/stop, '\"\"'",
        "/id, null",
        "/id, '\"\"'",
        "/start, null",
        "/start, '\"2026-13-24T01:02:03Z\"'",
        "/lastSign, null",
        "/resumed, null",
        "/resumed, '[null]'",
        "/seconds, -1",
        "/seconds, 1e999",
        "/seconds, '\"Infinity\"'",
        "/seconds, null",
        "/config, null",
        "/config, '[]'",
        "/config/seed, 1e3",
        "/config/seed, 9223372036854775808",
        "/config/epochs, 2147483647",
        "/config/epochs, 0",
        "/config/hidden, '[256, 64]'",
        "/config/surprise, 1",
        "/config/stop/patience, -1",
        "/config/method/trainer, null",
        "/device, null",
        "/device/device, '\"TPU\"'",
        "/environment/cores, -1",
        "/environment/cpu, '\"\\u001b[2J\"'",
        "/data, null",
        "/data/folder, null",
        "/data/sha256, null",
        "/data/sha256/images, null",
        "/data/sha256/images, '\"\"'",
        "/data/sha256/images, '\"00\"'",
        "/epochs, '{}'",
        "/epochs, '[null]'",
        "/epochs/0/testCorrect, -1",
        "/epochs/0/testLoss, '\"NaN\"'",
        "/epochs/0/testAccuracyPercent, 101",
        "/bestEpoch, -1",
        "/modelSha256, '\"\"'",
        "/modelSha256, 7",
        "/parametersSha256, '[]'",
        "/surprise, {}"
    })
    void aRecordThatCannotBeIsRefused(String pointer, String value) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = (ObjectNode) mapper.readTree(whole());
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) root.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), mapper.readTree(value));
        Mismatch e = assertThrows(Mismatch.class, () -> RunJson.read(mapper.writeValueAsBytes(root)));
        assertTrue(e.getMessage().contains("expected "), e.getMessage());
        assertTrue(e.getMessage().startsWith(pointer) || e.getMessage().contains("no member"), e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{} {}",
                "{\"id\": \"1\", \"id\": \"2\"}",
                "{\"id\": \"1\",}",
                "{id: 1}",
                "\0"
            })
    void aTextThatIsNoneIsRefused(String text) {
        assertThrows(Mismatch.class, () -> RunJson.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void deepAndLongTextsAreRefusedAtOnce() throws IOException {
        for (String start : List.of("[", "{\"config\":", "{\"epochs\":[", "{\"data\":{\"sha256\":{\"a\":")) {
            assertThrows(
                    Mismatch.class, () -> RunJson.read(start.repeat(1_000_000).getBytes(StandardCharsets.UTF_8)));
        }
        byte[] many = ("{\"epochs\":[" + "{},".repeat(1_000_000) + "{}]}").getBytes(StandardCharsets.UTF_8);
        assertThrows(Mismatch.class, () -> RunJson.read(many));
        Path file = folder.resolve("run.json");
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(1L << 40);
        }
        Mismatch e = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(Mismatch.class, () -> RunJson.read(file)));
        assertEquals("expected at most 41943040 bytes, found 1099511627776", e.getMessage());
        Files.delete(file);
    }

    /** Ends only with a record or our own exception. */
    @Test
    void noAlteredByteDoesMore() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] text = whole();
            for (int change = 0; change <= i % 3; change++) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(i % 2 == 0 ? 128 : 256);
            }
            try {
                RunJson.read(i % 5 == 0 ? Arrays.copyOf(text, random.nextInt(text.length)) : text);
            } catch (Mismatch e) {
                assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
            }
        }
    }
}
