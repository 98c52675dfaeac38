package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A checkpoint on disk: a zip file of one JSON text and of plain little-endian arrays, named after its steps and its SHA-256.
 *
 * <p>Nothing of it is looked at before the digest is found right, and nothing of it names a class: reading makes records and
 * arrays of sizes that are known beforehand.
 *
 * @param path the file
 * @param steps the steps in its name
 * @param sha256 the digest in its name
 */
record CheckpointFile(Path path, long steps, String sha256) {
    private static final Pattern NAME = Pattern.compile("step-(\\d{9,10})-([0-9a-f]{64})\\.zip");
    private static final int FORMAT = 1;
    private static final int LONGEST_TEXT = 1 << 26;
    private static final int LARGEST_ARRAY = 1 << 30;

    private static final String PROGRESS = "progress.json";
    private static final String LOSSES = "step-losses.f64";
    private static final String PARAMETERS = "parameters.f32";
    private static final String MOMENTS = "adam-moments.f32";
    private static final String BEST = "best-";

    /**
     * The JSON text.
     *
     * @param format of the file: 1
     * @param run which run it is of
     * @param progress where the run stood
     * @param parameters how many the network has
     * @param bestSteps steps that the best network has done; 0 where there is none
     */
    private record Text(int format, RunIdentity run, Progress progress, int parameters, int bestSteps) {}

    /** @return the checkpoint file of that name, or null if it is none */
    static CheckpointFile of(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? new CheckpointFile(path, Long.parseLong(name.group(1)), name.group(2)) : null;
    }

    /** Writes a checkpoint into a folder, whole or not at all. */
    static void write(Path folder, RunIdentity run, Checkpoint checkpoint) throws IOException {
        Path unfinished = RunFolder.unfinished(folder.resolve("checkpoint"));
        try {
            String sha256 = write(unfinished, run, checkpoint, Digest.sha256());
            String name = String.format(
                    Locale.ROOT, "step-%09d-%s.zip", checkpoint.progress().steps(), sha256);
            RunFolder.publish(unfinished, folder.resolve(name));
        } finally {
            RunFolder.deleteQuietly(unfinished);
        }
    }

    private static String write(Path to, RunIdentity run, Checkpoint checkpoint, MessageDigest digest)
            throws IOException {
        try (OutputStream file = new DigestOutputStream(Files.newOutputStream(to), digest);
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(file, 1 << 16))) {
            // Parameters hardly shrink, and training waits meanwhile.
            zip.setLevel(Deflater.NO_COMPRESSION);
            NetworkState network = checkpoint.network();
            NetworkState best = checkpoint.best();
            int bestSteps = best == null ? 0 : best.steps();
            Text text = new Text(FORMAT, run, checkpoint.progress(), network.parameters().length, bestSteps);
            put(zip, PROGRESS, Json.text(text).getBytes(StandardCharsets.UTF_8));
            put(zip, LOSSES, bytes(checkpoint.stepLosses()));
            put(zip, PARAMETERS, bytes(network.parameters()));
            put(zip, MOMENTS, bytes(network.moments()));
            if (best != null) {
                put(zip, BEST + PARAMETERS, bytes(best.parameters()));
                put(zip, BEST + MOMENTS, bytes(best.moments()));
            }
        }
        return Digest.hex(digest);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static byte[] bytes(double[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asDoubleBuffer().put(values);
        return buffer.array();
    }

    /**
     * Checks and reads it.
     *
     * @param run the id of the run that it must be of; null if it may be any
     * @throws CrosscheckException naming the file and what is wrong with it
     */
    SavedRun read(String run) {
        try {
            String found = Digest.sha256(path);
            if (!found.equals(sha256)) {
                throw wrong("SHA-256 " + sha256 + ", as its name says", found, null);
            }
            try (ZipFile zip = new ZipFile(path.toFile())) {
                return read(zip, run);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof CrosscheckException known) {
                throw known;
            }
            throw wrong("a checkpoint", "one that cannot be read: " + e.getMessage(), e);
        }
    }

    private SavedRun read(ZipFile zip, String run) throws IOException {
        Text text = Json.read(bytes(zip, PROGRESS, LONGEST_TEXT), Text.class);
        if (text.format() != FORMAT) {
            throw wrong("format " + FORMAT, "format " + text.format(), null);
        }
        String found = text.run().id();
        if (run != null && !found.equals(run)) {
            throw wrong("a checkpoint of run " + run, "one of run " + found, null);
        }
        ProgressCheck.check(text.progress());
        Progress progress = text.progress();
        Set<String> names = new HashSet<>(Set.of(PROGRESS, LOSSES, PARAMETERS, MOMENTS));
        NetworkState network = network(zip, "", text.parameters(), progress.steps(), progress.epoch() - 1);
        NetworkState best = null;
        if (progress.bestEpoch() > 0) {
            names.addAll(Set.of(BEST + PARAMETERS, BEST + MOMENTS));
            best = network(zip, BEST, text.parameters(), text.bestSteps(), progress.bestEpoch());
        }
        zip.stream().filter(entry -> !names.remove(entry.getName())).findAny().ifPresent(entry -> {
            throw wrong("no other entries", "a further one", null);
        });
        // The size is checked before memory is asked for.
        ByteBuffer stored = buffer(zip, LOSSES, (long) Double.BYTES * progress.steps());
        double[] losses = new double[progress.steps()];
        stored.asDoubleBuffer().get(losses);
        return new SavedRun(text.run(), new Checkpoint(progress, losses, network, best));
    }

    private NetworkState network(ZipFile zip, String prefix, int parameters, int steps, int epochs) throws IOException {
        return new NetworkState(
                floats(zip, prefix + PARAMETERS, parameters),
                floats(zip, prefix + MOMENTS, 2L * parameters),
                steps,
                epochs);
    }

    private float[] floats(ZipFile zip, String name, long count) throws IOException {
        ByteBuffer buffer = buffer(zip, name, Float.BYTES * count);
        float[] values = new float[(int) count];
        buffer.asFloatBuffer().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw wrong("finite numbers in " + name, Float.toString(value), null);
            }
        }
        return values;
    }

    private ByteBuffer buffer(ZipFile zip, String name, long size) throws IOException {
        if (size < 0 || size > LARGEST_ARRAY) {
            throw wrong("arrays of at most 1 GiB", "one of " + size + " bytes", null);
        }
        byte[] bytes = bytes(zip, name, (int) size);
        if (bytes.length != size) {
            throw wrong(size + " bytes in " + name, Integer.toString(bytes.length), null);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads an entry no further than it may be long, whatever it unpacks to. */
    private byte[] bytes(ZipFile zip, String name, int most) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw wrong("an entry " + name, "none", null);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw wrong("at most " + most + " bytes in " + name, "more", null);
            }
            return bytes;
        }
    }

    private CrosscheckException wrong(String expected, String found, Throwable cause) {
        return new CrosscheckException(
                path + ": expected " + expected + ", found " + found + ".", "Resume from another checkpoint.", cause);
    }
}
