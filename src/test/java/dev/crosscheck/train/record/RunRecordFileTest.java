package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.TableRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRecordFileTest {
    @TempDir
    private Path folder;

    private static final RunRecord WHOLE = RunRecords.of(
            "e2851660-74e8-4913-b6a9-6578383e88b2",
            RunRecord.Status.INTERRUPTED,
            "It \u001b failed.\n",
            1,
            List.of(new RunRecord.Epoch(
                    1, 0.5, 0.25, 90.0, 0.5, 0.9, 0.3, 9, 90.0, null, null, 1.5, 38.0, null, RunRecords.DIGEST)));

    private static byte[] whole() {
        return Json.text(WHOLE).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() throws IOException {
        assertEquals(WHOLE, RunRecordFile.read(whole()));
        assertFalse(new String(whole(), StandardCharsets.UTF_8).contains("Rows"), "of images there are no rows");
        TableSource source = new TableSource(
                TableOptions.FOUND
                        .withFormat(';', true, StandardCharsets.UTF_16)
                        .withChoice(',', DateForm.Order.DAY_FIRST),
                "y",
                Task.CLASSES,
                new Share(0.2, 0),
                "patient",
                null,
                "more.csv",
                "tests.csv");
        Candidates candidates = new Candidates(
                List.of(
                        new Candidates.Entry("one", RunRecords.CONFIG.setup(), null),
                        new Candidates.Entry(
                                "two", RunRecords.CONFIG.setup(), new Candidates.Score(6, 3, 0.5, null, 1.5))),
                5,
                false,
                new Candidates.Verdict("two", 80, 0.7, "The two is taken."));
        RunRecord ofTable = RunRecords.of(
                "7",
                RunRecord.Status.COMPLETED,
                null,
                0,
                List.of(new RunRecord.Epoch(
                        1, 0.5, 0.25, null, 0.5, 0.9, 0.3, null, null, 1.5, null, 1.5, null, 38.0, RunRecords.DIGEST)),
                RunRecords.CONFIG.with(draft -> {
                    draft.source = new TableRun(source, new DecisionSpec("yes", null, null, 0.9, 0.8), candidates);
                }),
                "Adam");
        assertEquals(ofTable, RunRecordFile.read(Json.text(ofTable).getBytes(StandardCharsets.UTF_8)));
        RunRecord ofPictures = RunRecords.of(
                "7",
                RunRecord.Status.RUNNING,
                null,
                0,
                List.of(),
                RunRecords.CONFIG.with(draft -> {
                    draft.source = new PictureSource(new PictureOptions.Size(5, 9), 3, 0.25, false);
                }),
                "Adam");
        assertEquals(ofPictures, RunRecordFile.read(Json.text(ofPictures).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        Path file = folder.resolve("run.json");
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(1L << 40);
        }
        Mismatch e = assertThrows(Mismatch.class, () -> RunRecordFile.read(file));
        assertEquals("expected at most 52428800 bytes, found 1099511627776", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "/command, '\"rm\"'",
        "/status, '\"DONE\"'",
        "/start, '\"2026-13-24T01:02:03Z\"'",
        "/resumed, '[null]'",
        "/seconds, -1",
        "/seconds, 1e999",
        "/config/setup, '\"784-256-10 relu seed:1e3\"'",
        "/config/setup, '\"784-256-10 relu epochs:0\"'",
        "/config/source, '{\"kind\": \"spreadsheet\", \"size\": null, \"testShare\": 0.2, \"skipsUnreadable\": true}'",
        "/config/source, '{\"kind\": \"pictures\", \"size\": null, \"testShare\": 2, \"skipsUnreadable\": true}'",
        "/config/surprise, 1",
        "/device/device, '\"TPU\"'",
        "/environment/cpu, '\"\\u001b[2J\"'",
        "/data/sha256/images, '\"00\"'",
        "/epochs/0/testLoss, '\"NaN\"'",
        "/epochs/0/testAccuracyPercent, 101",
        "/bestEpoch, -1"
    })
    void aRecordThatCannotBeIsRefused(String pointer, String value) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = (ObjectNode) mapper.readTree(whole());
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) root.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), mapper.readTree(value));
        Mismatch e = assertThrows(Mismatch.class, () -> RunRecordFile.read(mapper.writeValueAsBytes(root)));
        assertTrue(e.getMessage().contains("expected "), e.getMessage());
        assertTrue(e.getMessage().startsWith(pointer) || e.getMessage().contains("member"), e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
    }
}
