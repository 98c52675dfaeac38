package dev.crosscheck.train.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Digest;
import dev.crosscheck.data.tensors.SafeTensors;
import dev.crosscheck.data.tensors.Tensor;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.Progress;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A run's folder to keep checkpoints in. No ND4J is needed to write or read them. */
public abstract class CheckpointFiles {
    public static final RunIdentity IDENTITY = RunIdentity.now("data/mnist", "cpu, threads 1");
    /** A network of ten parameters. */
    public static final TrainingConfig CONFIG = TrainingConfig.of(
                    Setups.digits(1, 9, 4, 0.001, 2).of(1, 2))
            .with(draft -> {
                draft.validation = 2;
                draft.stop = new StopRules(3, 60.0);
            });

    @TempDir
    Path run;

    final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void record() throws IOException {
        Files.writeString(run.resolve("run.json"), Json.text(RunRecords.of(IDENTITY.id(), RunRecord.Status.RUNNING)));
    }

    static Checkpoint checkpoint(int steps) {
        Evaluation evaluation = new Evaluation(0.25, new int[10][10]);
        List<EpochMetrics> epochs = List.of(new EpochMetrics(1, 0.1, evaluation, evaluation, 2, 3));
        Progress progress = new Progress(
                CONFIG, Map.of("images", "ab".repeat(32)), 2, steps - 5, steps, 0.1 + 0.2, 1.5, 2.5, epochs, 1);
        double[] losses = new double[steps];
        Arrays.setAll(losses, i -> 1.0 / (i + 3));
        return new Checkpoint(progress, losses, state(10, 2, steps, 1), state(10, 2, 5, 1));
    }

    /** A network after some steps, of so many parameters and for each of them so many moments. */
    static NetworkState state(int parameters, int each, int steps, int epochs) {
        float[] values = new float[parameters];
        float[] moments = new float[each * parameters];
        for (int i = 0; i < parameters; i++) {
            values[i] = (float) Math.sin(2 * i + 1 + steps);
        }
        for (int i = 0; i < moments.length; i++) {
            moments[i] = (float) Math.cos(i + steps);
        }
        return new NetworkState(values, moments, steps, epochs);
    }

    final void save(int... steps) {
        try (Checkpoints checkpoints = Checkpoints.ofNew(new RunFolder(run))) {
            for (int step : steps) {
                checkpoints.save(IDENTITY, checkpoint(step));
            }
        }
    }

    final SavedRun newest() {
        try (Checkpoints checkpoints = Checkpoints.ofExisting(run)) {
            return checkpoints.newest(warnings::add);
        }
    }

    final List<Path> files() {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Changes texts and arrays of the newest checkpoint, and its name to the digest that it has then. */
    final void rewrite(BiConsumer<Map<String, String>, Map<String, Tensor>> edit) throws IOException {
        SafeTensors read = open(Files.readAllBytes(last()));
        Map<String, String> texts = new LinkedHashMap<>(read.metadata());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, List<Integer>> shape : read.shapes().entrySet()) {
            String name = shape.getKey();
            tensors.put(
                    name,
                    name.equals("losses")
                            ? Tensor.of(shape.getValue(), read.doubles(name))
                            : Tensor.of(shape.getValue(), read.floats(name)));
        }
        edit.accept(texts, tensors);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafeTensors.write(out, texts, tensors);
        replace(out.toByteArray());
    }

    /** Puts another file in the place of the newest checkpoint, under the name that its digest asks for. */
    final void replace(byte[] content) throws IOException {
        Path file = last();
        Path forged = Files.write(run.resolve("forged"), content);
        Files.delete(file);
        String step = file.getFileName().toString().replaceFirst("-\\w+\\.safetensors$", "");
        Files.move(forged, file.resolveSibling(step + "-" + Digest.sha256(forged) + ".safetensors"));
    }

    /** Changes the newest checkpoint's text. */
    final void rewriteText(UnaryOperator<String> edit) throws IOException {
        rewrite((texts, tensors) -> texts.compute("crosscheck", (name, text) -> edit.apply(text)));
    }

    static SafeTensors open(byte[] file) throws IOException {
        return SafeTensors.open(new SeekableInMemoryByteChannel(file), SafeTensors.LONGEST_HEADER);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    final Path last() {
        List<Path> files = files();
        return files.get(files.size() - 1);
    }
}
