package dev.crosscheck.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.JsonRefusals;
import dev.crosscheck.run.JsonRefusals.Change;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoint files that were made to do harm, under the names that their content asks for. */
class HostileCheckpointIT extends CheckpointFiles {

    private void refused(String part) {
        assertEquals(6, newest().checkpoint().progress().steps());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains(part), warnings.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "progress.json, 100000000, 'at most 67108864 bytes in progress.json, found 100000000'",
        "progress.json, 60000000, 'progress.json as it is, found it packed to'",
        "step-losses.f64, 100000000, '56 bytes in step-losses.f64, found 100000000'",
        "parameters.f32, 100000000, '28 bytes in parameters.f32, found 100000000'",
        "best-adam-moments.f32, 55, '56 bytes in best-adam-moments.f32, found 55'",
        "notes.txt, 1, 'expected the entries [adam-moments.f32, best-adam-moments.f32'"
    })
    void sizesThatAreNotAsTheyMustBeAreRefusedBeforeTheyFillMemory(String entry, int size, String part)
            throws IOException {
        save(6, 7);
        rewrite(entries -> entries.put(entry, new byte[size]));
        refused(part);
    }

    @Test
    void serialisedObjectsAreOnlyBytes() throws IOException {
        save(6, 7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Tripwire());
        }
        rewrite(entries -> {
            entries.put("preprocessor.bin", bytes.toByteArray());
            entries.put("parameters.f32", Arrays.copyOf(bytes.toByteArray(), 28));
        });
        assertEquals(6, newest().checkpoint().progress().steps());
        assertFalse(Tripwire.read);
    }

    /** Records that it was deserialised. */
    private static final class Tripwire implements Serializable {
        private static final long serialVersionUID = 1L;
        private static boolean read;

        private void readObject(ObjectInputStream in) {
            read = true;
        }
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        save(6, 7);
        rewrite(entries -> {
            byte[] bytes = entries.get("adam-moments.f32");
            Arrays.fill(bytes, 8, 12, (byte) 0xff);
        });
        refused("expected finite numbers in adam-moments.f32, found NaN.");
    }

    @ParameterizedTest
    @CsvSource({
        "/format, 3, '/format: expected 2, found 3'",
        "/format, null, '/format: expected'",
        "/parameters, -1, '/parameters: expected'",
        "/parameters, 2000000000, '/parameters: expected'",
        "/parameters, 100000000, 'expected 400000000 bytes in parameters.f32, found 28'",
        "/parameters, 1e2, '/parameters: expected a whole number'",
        "/bestSteps, -1, '/bestSteps: expected'",
        "/progress, null, '/progress: expected an object, found null'",
        "/progress/surprise, 1, '/progress: expected no member \"surprise\"'",
        "/progress/steps, 2000000000, 'arrays of at most 1 GiB'",
        "/progress/steps, 99999999999999999999, '/progress/steps: expected'",
        "/progress/epoch, 3, 'the epochs of another'",
        "/progress/epoch, 0, '/progress/epoch: expected'",
        "/progress/bestEpoch, 2, 'the best epoch of another'",
        "/progress/batch, -1, '/progress/batch: expected'",
        "/progress/seconds, 1e999, '/progress/seconds: expected a number, found'",
        "/progress/seconds, '\"Infinity\"', '/progress/seconds: expected'",
        "/progress/seconds, '\"NaN\"', '/progress/seconds: expected'",
        "/progress/epochSeconds, -1, '/progress/epochSeconds: expected'",
        "/progress/lossSum, '\"NaN\"', '/progress/lossSum: expected'",
        "/progress/dataSha256, null, '/progress/dataSha256: expected'",
        "/progress/dataSha256, '{}', '/progress/dataSha256: expected 1 to 16 elements, found 0'",
        "/progress/dataSha256/images, null, '/progress/dataSha256/images: expected a text, found null'",
        "/progress/dataSha256/images, '\"\"', '/progress/dataSha256/images: expected a SHA-256'",
        "/progress/config/epochs, 2147483647, '/progress/config/epochs: expected a whole number from 1 to 100000'",
        "/progress/config/batchSize, 0, '/progress/config/batchSize: expected'",
        "/progress/config/hidden, 2, '/progress/config: expected no member \"hidden\"'",
        "/progress/config/network, null, '/progress/config/network: expected an object'",
        "/progress/config/network/hidden, '[0]', '/network/hidden/0: expected a whole number from 1 to 65536, found 0'",
        "/progress/config/network/activation, '\"SOFTMAX\"', '/network/activation: expected one of'",
        "/progress/config/network/loss, '\"HALF_SQUARED_ERROR\"', 'progress.json: /progress/config/network: A network with the loss half-squared-error'",
        "/progress/config/network/loss, '\"HUBER\"', 'the network of another'",
        "/progress/config/network/dropout, 1, '/network/dropout: expected'",
        "/progress/config/network/momentum, 0.5, 'progress.json: /progress/config/network: A momentum of 0.5 is not possible'",
        "/progress/config/learningRate, -1, '/progress/config/learningRate: expected'",
        "/progress/config/learningRate, 0, '/progress/config/learningRate: expected'",
        "/progress/config/init, '\"a\\u0000b\"', '/progress/config/init: expected'",
        "/progress/config/validation, -1, '/progress/config/validation: expected'",
        "/progress/config/stop, null, '/progress/config/stop: expected'",
        "/progress/config/stop/patience, -1, '/progress/config/stop/patience: expected'",
        "/progress/config/stop/targetAccuracyPercent, 100.5, 'targetAccuracyPercent: expected'",
        "/progress/config/stop/timeLimitSeconds, 0, 'timeLimitSeconds: expected'",
        "/progress/config/method, null, '/progress/config/method: expected'",
        "/progress/config/method/trainer, '\"x\"', 'expected one of AUTO, BY_HAND, DL4J, found \"x\"'",
        "/progress/config/method/kernels, null, '/progress/config/method/kernels: expected'",
        "/progress/config/method/threads, 0, '/progress/config/method/threads: expected'",
        "/progress/config/schedule, null, '/progress/config/schedule: expected'",
        "/progress/config/schedule/factor, 2, '/progress/config/schedule/factor: expected'",
        "/progress/epochs/0/test, null, '/progress/epochs/0/test: expected'",
        "/progress/epochs/0/validation, null, 'epoch 1 of another'",
        "/progress/epochs/0/test/loss, '\"NaN\"', '/progress/epochs/0/test/loss: expected'",
        "/progress/epochs/0/seconds, -1, '/progress/epochs/0/seconds: expected'",
        "/progress/epochs/0/validation/confusion/3, null, 'confusion/3: expected a list, found null'",
        "/progress/epochs/0/test/confusion/3/9, -1, 'confusion/3/9: expected'",
        "/run, null, '/run: expected'",
        "/run/id, null, '/run/id: expected'",
        "/run/id, '\"\"', '/run/id: expected'",
        "/run/start, null, '/run/start: expected a text, found null'",
        "/run/start, '\"yesterday\"', '/run/start: expected a time'",
        "/run/resumed, '[null]', '/run/resumed/0: expected a text, found null'",
        "/run/dataFolder, null, '/run/dataFolder: expected'",
        "/run/dataFolder, '\"a\\u0000b\"', '/run/dataFolder: expected the name of a file or folder, found \"a?b\"'",
        "/run/arithmetic, null, '/run/arithmetic: expected'"
    })
    void aHistoryThatCannotBeIsRefused(String pointer, String value, String part) throws IOException {
        save(6, 7);
        rewrite(pointer, value);
        refused(part);
    }

    /** Of each member of the text, those of the run's configuration included. */
    @Test
    void noMemberOfTheTextIsAnythingElse() throws IOException {
        save(7);
        List<byte[]> texts = new ArrayList<>();
        rewrite(entries -> texts.add(entries.get("progress.json")));
        Set<String> optional = Set.of(
                "init",
                "table",
                "pictures",
                "recipe",
                "patience",
                "targetAccuracyPercent",
                "timeLimitSeconds",
                "validation",
                "numbers",
                "counts",
                "r2");
        for (Change change : JsonRefusals.of(texts.get(0), optional, Set.of("dataSha256"))) {
            rewrite(entries -> entries.put("progress.json", change.text()));
            byte[] file = Files.readAllBytes(last());
            CrosscheckException e = assertThrows(
                    CrosscheckException.class, () -> CheckpointFile.read("checkpoint", file), change.toString());
            assertTrue(e.getMessage().contains(change.message()), change + ": " + e.getMessage());
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "no network",
                        json -> json.replaceFirst("(?s)\"network\" : \\{.*?},", ""),
                        "/progress/config: expected a member \"network\", found none"),
                change("twice", json -> json.replaceFirst("\\{", "{\"format\": 2,"), "Duplicate"),
                change(
                        "another name",
                        json -> json.replace("\"parameters\"", "\"weights\""),
                        "expected a member \"parameters\", found none"),
                change("deep", json -> "[".repeat(1_000_000), "expected an object, found a list"),
                change("deep inside", json -> json.replaceFirst("2", "[".repeat(1_000_000)), "expected a whole number"),
                change("more after it", json -> json + "[]", "found more after it"),
                change("no end", json -> json.substring(0, json.length() - 3), "unreadable JSON in line"),
                change("nothing", json -> "", "expected an object, found nothing"),
                change("null", json -> "null", "expected an object, found null"),
                change("a long number", json -> json.replaceFirst("2", "2".repeat(20_000)), "unreadable JSON"),
                change("a huge number", json -> json.replaceFirst("2", "1e1000000000"), "expected a whole number"),
                change("a long text", json -> json.replaceFirst("data/mnist", "x".repeat(20_000)), "unreadable JSON"),
                change(
                        "a terminal's command",
                        json -> json.replaceFirst("\\{", "{\"\\\\u001b[2J\\\\u0007\": 1,"),
                        "no member \"?[2J?\""),
                change("many", json -> json.replaceFirst("\\[ *]", "[" + "null,".repeat(20_000) + "null]"), "expected"),
                change("no UTF-8", json -> json.replace("data/mnist", "\u00ff"), "unreadable JSON"));
    }

    private static Arguments change(String name, UnaryOperator<String> change, String part) {
        return Arguments.of(name, change, part);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aTextThatIsNoneIsRefused(String name, UnaryOperator<String> change, String part) throws IOException {
        save(6, 7);
        rewrite(entries -> {
            String json = new String(entries.get("progress.json"), StandardCharsets.ISO_8859_1);
            entries.put("progress.json", change.apply(json).getBytes(StandardCharsets.ISO_8859_1));
        });
        refused(part);
        assertTrue(warnings.get(0).chars().noneMatch(Character::isISOControl), warnings.get(0));
    }

    /** Replaces a value in the newest checkpoint's text. */
    private void rewrite(String pointer, String value) throws IOException {
        rewriteText(root -> {
            int slash = pointer.lastIndexOf('/');
            String name = pointer.substring(slash + 1);
            JsonNode parent = root.at(pointer.substring(0, slash));
            if (parent instanceof ObjectNode object) {
                object.set(name, json(value));
            } else {
                ((ArrayNode) parent).set(Integer.parseInt(name), json(value));
            }
        });
    }

    @Test
    void withoutARecordACheckpointOfNoRunIsRefusedToo() throws IOException {
        save(6, 7);
        rewrite("/run/id", "null");
        Files.delete(run.resolve("run.json"));
        assertEquals(6, newest().checkpoint().progress().steps());
        assertTrue(warnings.get(1).contains("/run/id: expected"), warnings.get(1));
    }

    /** The last and the best epoch are shown, with their matrices. */
    @Test
    void onlyEpochsThatAreNotShownMayLackTheirMatrices() throws IOException {
        save(6, 7);
        rewriteText(text -> {
            ObjectNode test = (ObjectNode) text.at("/progress/epochs/0/test");
            test.putArray("confusion");
            test.putObject("counts").put("correct", 0).put("total", 0);
        });
        refused("found epoch 1 of another");
    }

    /** Ends only with a checkpoint or our own exception. */
    @Test
    void noAlteredByteDoesMore() throws IOException {
        save(7);
        byte[] good = Files.readAllBytes(last());
        assertEquals(
                7,
                CheckpointFile.read("checkpoint", good).checkpoint().progress().steps());
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] file = good.clone();
            for (int change = 0; change <= i % 3; change++) {
                int end = i % 2 == 0 ? 500 : file.length;
                file[file.length - 1 - random.nextInt(end)] = (byte) random.nextInt();
            }
            try {
                CheckpointFile.read("checkpoint", i % 5 == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file);
            } catch (CrosscheckException e) {
                assertTrue(e.getMessage().startsWith("checkpoint: expected "), e.getMessage());
            }
        }
    }
}
