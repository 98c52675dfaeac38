package dev.crosscheck.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.tensors.Tensor;
import dev.crosscheck.run.JsonRefusals;
import dev.crosscheck.run.JsonRefusals.Change;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.Progress;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoint files that were made to do harm, under the names that their content asks for. */
class HostileCheckpointIT extends CheckpointFiles {

    private void refused(String part) {
        assertEquals(6, newest().checkpoint().progress().steps());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains(part), warnings.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "losses, 8, 'expected losses of shape [7], found losses of shape [8]'",
        "losses, , 'expected losses of shape [7], found no array losses'",
        "fc1.weight, 2 1 1, 'expected fc1.weight of shape [2, 1], found fc1.weight of shape [2, 1, 1]'",
        "fc1.bias, 3, 'expected fc1.bias of shape [2], found fc1.bias of shape [3]'",
        "fc2.bias, 0, 'expected fc2.bias of shape [2], found fc2.bias of shape [0]'",
        "fc3.weight, 1 1, 'expected no array fc3.weight, found fc3.weight of shape [1, 1]'",
        "adam.v.fc2.bias, , 'expected adam.v.fc2.bias of shape [2], found no array adam.v.fc2.bias'",
        "best.fc1.weight, , 'expected best.fc1.weight of shape [2, 1], found no array best.fc1.weight'",
        "best.adam.m.fc1.weight, 1, 'found best.adam.m.fc1.weight of shape [1]'",
    })
    void arraysThatAreNotAsTheyMustBeAreRefused(String name, String shape, String part) throws IOException {
        save(6, 7);
        rewrite((texts, tensors) -> {
            if (shape == null) {
                tensors.remove(name);
            } else {
                List<Integer> sizes =
                        Stream.of(shape.split(" ")).map(Integer::valueOf).toList();
                int count = sizes.stream().reduce(1, Math::multiplyExact);
                tensors.put(
                        name,
                        name.equals("losses")
                                ? Tensor.of(sizes, new double[count])
                                : Tensor.of(sizes, new float[count]));
            }
        });
        refused(part);
    }

    @Test
    void arraysOfAnotherTypeAndAnotherTextAreRefused() throws IOException {
        save(6, 7);
        rewrite((texts, tensors) -> {
            Map<String, Tensor> doubles = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> doubles.put(
                    name, Tensor.of(tensor.shape(), new double[tensor.values().remaining()])));
            tensors.putAll(doubles);
        });
        refused("expected an array fc1.weight of type F32, found one of F64");
        save(7);
        warnings.clear();
        rewrite((texts, tensors) -> texts.clear());
        refused("expected a checkpoint with the text crosscheck, found []");
    }

    @ParameterizedTest
    @CsvSource({"losses, NaN", "adam.m.fc1.bias, Infinity", "best.fc2.weight, -Infinity"})
    void numbersThatAreNoneAreRefused(String name, double value) throws IOException {
        save(6, 7);
        rewrite((texts, tensors) -> {
            Buffer values = tensors.get(name).values();
            if (values instanceof DoubleBuffer doubles) {
                doubles.put(0, value);
            } else {
                ((FloatBuffer) values).put(0, (float) value);
            }
        });
        refused("expected finite numbers in " + name + ", found " + value + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "/bestSteps, -1, '/bestSteps: expected'",
        "/progress, null, '/progress: expected an object, found null'",
        "/progress/surprise, 1, '/progress: expected no member \"surprise\"'",
        "/progress/steps, 2000000000, 'expected losses of shape [2000000000], found losses of shape [7]'",
        "/progress/epoch, 3, 'the epochs of another'",
        "/progress/bestEpoch, 2, 'the best epoch of another'",
        "/progress/seconds, 1e999, '/progress/seconds: expected a number, found'",
        "/progress/lossSum, '\"NaN\"', '/progress/lossSum: expected'",
        "/progress/dataSha256, '{}', '/progress/dataSha256: expected 1 to 16 elements, found 0'",
        "/progress/config/setup, '\"1-2-2 relu epochs:2147483647\"', 'epochs: expected a whole number from 1 to 100000'",
        "/progress/config/setup, '\"1-2-2 relu huber\"', 'the network of another'",
        "/progress/config/setup, '\"1-2-2 relu half-squared-error\"', 'half-squared-error'",
        "/progress/config/setup, '\"1-2-2 activation:softmax\"', 'softmax in a hidden layer'",
        "/progress/config/method/trainer, '\"x\"', 'expected one of AUTO, BY_HAND, DL4J, DL4J_STOCK, found \"x\"'",
        "/progress/epochs/0/validation, null, 'epoch 1 of another'",
        "/progress/epochs/0/test/confusion/3/9, -1, 'confusion/3/9: expected'",
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
        List<String> written = new ArrayList<>();
        rewrite((texts, tensors) -> written.add(texts.get("crosscheck")));
        Set<String> optional = Set.of("init", "source", "validation", "numbers", "counts", "r2");
        for (Change change :
                JsonRefusals.of(written.get(0).getBytes(StandardCharsets.UTF_8), optional, Set.of("dataSha256"))) {
            rewrite((texts, tensors) -> texts.put("crosscheck", new String(change.text(), StandardCharsets.UTF_8)));
            byte[] file = Files.readAllBytes(last());
            CrosscheckException e =
                    assertThrows(CrosscheckException.class, () -> CheckpointBytesIT.read(file), change.toString());
            assertTrue(e.getMessage().contains(change.message()), change + ": " + e.getMessage());
        }
    }

    /** Replaces a value in the newest checkpoint's text. */
    private void rewrite(String pointer, String value) throws IOException {
        rewriteText(text -> {
            JsonNode root = json(text);
            int slash = pointer.lastIndexOf('/');
            String name = pointer.substring(slash + 1);
            JsonNode parent = root.at(pointer.substring(0, slash));
            if (parent instanceof ObjectNode object) {
                object.set(name, json(value));
            } else {
                ((ArrayNode) parent).set(Integer.parseInt(name), json(value));
            }
            return root.toString();
        });
    }

    /** Not every long text is hostile: these are the most epochs that {@code --epochs} allows, each validated. */
    @Test
    void aLongHistoryIsReadBack() {
        Checkpoint like = checkpoint(6);
        EpochMetrics one = like.progress().epochs().get(0);
        Evaluation counted = new Evaluation(1.0 / 3, new int[0][], null, new Evaluation.Counts(12_345, 50_000));
        List<EpochMetrics> epochs = new ArrayList<>();
        for (int epoch = 1; epoch < 100_000; epoch++) {
            epochs.add(new EpochMetrics(epoch, 2.0 / 3, counted, counted, 1.0 / 7, 1e5 / 7));
        }
        epochs.set(0, one);
        epochs.add(new EpochMetrics(100_000, 0.1, one.validation(), one.test(), 2, 3));
        Progress progress = new Progress(
                CONFIG.with(draft -> draft.epochs = 100_000),
                Map.of("images", "ab".repeat(32)),
                100_001,
                0,
                6,
                0,
                0,
                1,
                epochs,
                1);
        try (Checkpoints checkpoints = Checkpoints.ofNew(new RunFolder(run))) {
            checkpoints.save(IDENTITY, new Checkpoint(progress, like.stepLosses(), like.network(), like.best()));
        }
        assertEquals(100_000, newest().checkpoint().progress().epochs().size());
    }
}
