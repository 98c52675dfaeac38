package dev.crosscheck.train.checkpoint;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.tensors.SafeTensors;
import dev.crosscheck.data.tensors.Tensor;
import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.text.Printable;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.Progress;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint on disk: a safetensors file with the network's arrays, the optimizer's state and a JSON text. Its name contains its steps
 * and SHA-256.
 *
 * <p>Arrays have PyTorch's names: {@code losses} of all steps (float64); {@code fc1.weight} (units, inputs), {@code fc1.bias} (units), and
 * so on to the output layer; for each of these Adam's moments as {@code adam.m.fc1.weight} and {@code adam.v.fc1.weight}, or momentum's
 * velocity as {@code momentum.fc1.weight}; and the same for the best epoch, as {@code best.fc1.weight} and so on. With folds there is each of
 * these for each network, as {@code fold1.fc1.weight}, {@code adam.m.fold1.fc1.weight} and {@code best.fold1.fc1.weight}. Everything else is in
 * the text.
 *
 * <p>The digest is checked before anything in it is read, and nothing in it names a class: reading creates only records, and arrays no
 * larger than the file.
 *
 * @param path the file
 * @param steps the steps in its name
 * @param sha256 the digest in its name
 */
record CheckpointFile(Path path, long steps, String sha256) {
    private static final Pattern NAME = Pattern.compile("step-(\\d{9,10})-([0-9a-f]{64})\\.safetensors");

    /** Largest file: the largest network that {@code train} accepts, twice, with its two moments, takes 3 GiB of this. */
    private static final long LARGEST = 1L << 32;

    private static final String TEXT = "crosscheck";
    private static final String LOSSES = "losses";
    private static final String BEST = "best.";

    /**
     * The JSON text.
     *
     * @param run the run it belongs to
     * @param progress the run's position
     * @param bestSteps number of steps of the best network; 0 if there is none
     */
    private record Text(RunIdentity run, Progress progress, int bestSteps) {
        private Text {
            Digest.check("progress/dataSha256", progress.dataSha256(), 1);
            Members.whole("bestSteps", bestSteps, 0, Integer.MAX_VALUE);
        }
    }

    /** @return the checkpoint file with this path; null if its name is not that of a checkpoint */
    static CheckpointFile of(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? new CheckpointFile(path, Long.parseLong(name.group(1)), name.group(2)) : null;
    }

    /** Writes a checkpoint into a folder atomically. */
    static void write(Path folder, RunIdentity run, Checkpoint checkpoint) throws IOException {
        MessageDigest digest = Digest.sha256();
        AtomicFile.publish(
                folder.resolve("checkpoint"),
                out -> write(new DigestOutputStream(out, digest), run, checkpoint),
                () -> Path.of(String.format(
                        Locale.ROOT,
                        "step-%09d-%s.safetensors",
                        checkpoint.progress().steps(),
                        Digest.hex(digest))));
    }

    private static void write(OutputStream out, RunIdentity run, Checkpoint checkpoint) throws IOException {
        NetworkState best = checkpoint.best();
        Text text = new Text(run, checkpoint.progress(), best == null ? 0 : best.steps());
        double[] losses = checkpoint.stepLosses();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(LOSSES, Tensor.of(List.of(losses.length), losses));
        put(tensors, "", checkpoint.network(), checkpoint);
        if (best != null) {
            put(tensors, BEST, best, checkpoint);
        }
        SafeTensors.write(out, Map.of(TEXT, Json.line(text)), tensors);
    }

    private static void put(Map<String, Tensor> tensors, String prefix, NetworkState state, Checkpoint checkpoint) {
        TrainingConfig config = checkpoint.progress().config();
        put(tensors, prefix, FloatBuffer.wrap(state.parameters()), config);
        FloatBuffer moments = FloatBuffer.wrap(state.moments());
        for (String moment : moments(config)) {
            put(tensors, prefix + moment, moments, config);
        }
    }

    /** Adds a network's arrays as slices of the buffer, whose position is advanced; nothing is copied. */
    private static void put(Map<String, Tensor> tensors, String prefix, FloatBuffer values, TrainingConfig config) {
        shapes(prefix, config).forEach((name, shape) -> {
            int count = shape.stream().reduce(1, Math::multiplyExact);
            tensors.put(name, new Tensor.Floats(shape, values.slice(values.position(), count)));
            values.position(values.position() + count);
        });
    }

    /** Returns names and shapes of a network's arrays, or of an optimizer's state for them, in the order of {@link NetworkState}. */
    private static Map<String, List<Integer>> shapes(String prefix, TrainingConfig config) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        int folds = config.training().folds();
        for (int fold = 1; fold <= Math.max(1, folds); fold++) {
            String of = folds == 0 ? prefix : prefix + "fold" + fold + ".";
            config.network().network().shapes().forEach((name, shape) -> shapes.put(of + name, shape));
        }
        return shapes;
    }

    private static List<String> moments(TrainingConfig config) {
        return switch (config.training().optimizer().kind()) {
            case SGD -> List.of();
            case MOMENTUM -> List.of("momentum.");
            case ADAM, ADAMW -> List.of("adam.m.", "adam.v.");
        };
    }

    /**
     * Checks the digest and reads the file.
     *
     * @param run id of the run that it must belong to; null for any
     * @throws CrosscheckException naming the file and the problem
     */
    SavedRun read(String run) {
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            if (file.size() > LARGEST) {
                throw new Mismatch("expected at most 4 GiB, found " + file.size() + " bytes");
            }
            String found = Digest.sha256(path);
            if (!found.equals(sha256)) {
                throw new Mismatch("expected SHA-256 " + sha256 + ", as its name says, found " + found);
            }
            return read(file, run);
        } catch (IOException e) {
            throw wrong(path.toString(), e);
        }
    }

    static CrosscheckException wrong(String name, Exception e) {
        String problem = e instanceof Mismatch
                ? e.getMessage()
                : "expected a checkpoint, found one that cannot be read: " + e.getMessage();
        return new CrosscheckException(name + ": " + problem + ".", "Use another checkpoint.", e);
    }

    /** Reads the file without checking its digest. */
    static SavedRun read(SeekableByteChannel file, String run) throws IOException {
        SafeTensors read = SafeTensors.open(file, SafeTensors.LONGEST_HEADER);
        Text text = text(read);
        String found = text.run().id();
        if (run != null && !found.equals(run)) {
            throw new Mismatch("expected a checkpoint of run " + run + ", found one of run " + found);
        }
        Progress progress = text.progress();
        progress.requireOneRun();
        boolean hasBest = progress.bestEpoch() > 0;
        TrainingConfig config = progress.config();
        requireArrays(read.shapes(), progress);
        return new SavedRun(
                text.run(),
                new Checkpoint(
                        progress,
                        read.doubles(LOSSES),
                        network(read, "", config, progress.steps(), progress.epoch() - 1),
                        hasBest ? network(read, BEST, config, text.bestSteps(), progress.bestEpoch()) : null));
    }

    private static Text text(SafeTensors read) throws IOException {
        if (!read.metadata().keySet().equals(Set.of(TEXT))) {
            throw new Mismatch("expected a checkpoint with the text " + TEXT + ", found "
                    + Printable.excerpt(read.metadata().keySet().toString()));
        }
        byte[] json = read.metadata().get(TEXT).getBytes(StandardCharsets.UTF_8);
        try {
            return Json.read(json, Text.class);
        } catch (Mismatch e) {
            throw new Mismatch("text " + TEXT + ": " + e.getMessage());
        }
    }

    private static void requireArrays(Map<String, List<Integer>> found, Progress progress) throws Mismatch {
        TrainingConfig config = progress.config();
        Map<String, List<Integer>> expected = new LinkedHashMap<>();
        expected.put(LOSSES, List.of(progress.steps()));
        for (String prefix : progress.bestEpoch() > 0 ? List.of("", BEST) : List.of("")) {
            expected.putAll(shapes(prefix, config));
            for (String moment : moments(config)) {
                expected.putAll(shapes(prefix + moment, config));
            }
        }
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            if (!Objects.equals(expected.get(name), found.get(name))) {
                throw new Mismatch("expected " + shown(name, expected) + ", found " + shown(name, found));
            }
        }
    }

    private static String shown(String name, Map<String, List<Integer>> shapes) {
        List<Integer> shape = shapes.get(name);
        return shape == null
                ? "no array " + Printable.excerpt(name)
                : Printable.excerpt(name) + " of shape " + Printable.excerpt(shape.toString());
    }

    private static NetworkState network(SafeTensors read, String prefix, TrainingConfig config, int steps, int epochs)
            throws IOException {
        List<String> names = List.copyOf(shapes(prefix, config).keySet());
        List<String> moments = moments(config).stream()
                .flatMap(moment -> shapes(prefix + moment, config).keySet().stream())
                .toList();
        return new NetworkState(read.floats(names), read.floats(moments), steps, epochs);
    }
}
