package dev.crosscheck.train.checkpoint;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Excerpt;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.run.ZipArchive;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.Progress;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A checkpoint on disk: a zip file of one JSON text and plain little-endian arrays, named after its steps and SHA-256.
 *
 * <p>Nothing in it is read before its digest has been checked, and nothing in it names a class: reading creates only
 * records, and arrays of sizes known beforehand.
 *
 * @param path the file
 * @param steps the steps in its name
 * @param sha256 the digest in its name
 */
record CheckpointFile(Path path, long steps, String sha256) {
    /** Twice what a checkpoint has. */
    private static final int MOST_ENTRIES = 12;

    private static final Pattern NAME = Pattern.compile("step-(\\d{9,10})-([0-9a-f]{64})\\.zip");
    private static final int FORMAT = 2;

    /** Room for some 45,000 epochs. */
    private static final int LONGEST_TEXT = 1 << 26;

    /** Two moments for each parameter of the largest network that {@code train} makes, and losses of a hundred million steps. */
    private static final int LARGEST_ARRAY = 1 << 30;

    /** The most that a zip file's directory can address. */
    private static final long LARGEST = (1L << 32) - 1;

    /** Up to this size an entry may be compressed to any degree: unpacking it costs nothing. */
    private static final int ANY_PACKING = 1 << 20;

    /** A larger entry may expand at most this many times; they are written uncompressed. */
    private static final int MOST_EXPANSION = 4;

    private static final String PROGRESS = "progress.json";
    private static final String LOSSES = "step-losses.f64";
    private static final String PARAMETERS = "parameters.f32";
    private static final String MOMENTS = "adam-moments.f32";
    private static final String BEST = "best-";

    /**
     * The JSON text.
     *
     * @param format of the file
     * @param run which run it is of
     * @param progress where the run stood
     * @param parameters number of the network's parameters
     * @param bestSteps steps that the best network has done; 0 if there is none
     */
    private record Text(int format, RunIdentity run, Progress progress, int parameters, int bestSteps) {
        private Text {
            Members.whole("format", format, FORMAT, FORMAT);
            Digest.check("progress/dataSha256", progress.dataSha256(), 1);
            Members.whole("parameters", parameters, 1, NetworkForm.MOST_PARAMETERS);
            Members.whole("bestSteps", bestSteps, 0, Integer.MAX_VALUE);
        }
    }

    /** @return the checkpoint file of that name, or null if it is not one */
    static CheckpointFile of(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? new CheckpointFile(path, Long.parseLong(name.group(1)), name.group(2)) : null;
    }

    /** Writes a checkpoint into a folder, whole or not at all. */
    static void write(Path folder, RunIdentity run, Checkpoint checkpoint) throws IOException {
        AtomicFile.publish(folder.resolve("checkpoint"), out -> {
            String sha256 = write(out, run, checkpoint, Digest.sha256());
            return String.format(
                    Locale.ROOT, "step-%09d-%s.zip", checkpoint.progress().steps(), sha256);
        });
    }

    private static String write(OutputStream to, RunIdentity run, Checkpoint checkpoint, MessageDigest digest)
            throws IOException {
        try (OutputStream file = new DigestOutputStream(to, digest);
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(file, 1 << 16))) {
            // Parameters hardly compress, and training waits for this.
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
     * @param run the id of the run that it must belong to; null for any
     * @throws CrosscheckException naming the file and what is wrong with it
     */
    SavedRun read(String run) {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            if (channel.size() > LARGEST) {
                throw new Mismatch("expected at most 4 GiB, found " + channel.size() + " bytes");
            }
            String found = Digest.sha256(path);
            if (!found.equals(sha256)) {
                throw new Mismatch("expected SHA-256 " + sha256 + ", as its name says, found " + found);
            }
            return read(new ZipArchive(channel, MOST_ENTRIES), run);
        } catch (IOException | UncheckedIOException e) {
            throw wrong(path.toString(), e);
        }
    }

    /**
     * The same for a file in memory, whatever its digest.
     *
     * @param name its name in messages
     */
    static SavedRun read(String name, byte[] file) {
        try {
            return read(ZipArchive.of(file, MOST_ENTRIES), null);
        } catch (IOException e) {
            throw wrong(name, e);
        }
    }

    private static CrosscheckException wrong(String name, Exception e) {
        String problem = e instanceof Mismatch
                ? e.getMessage()
                : "expected a checkpoint, found one that cannot be read: " + e.getMessage();
        return new CrosscheckException(name + ": " + problem + ".", "Resume from another checkpoint.", e);
    }

    private static SavedRun read(ZipArchive zip, String run) throws IOException {
        Text text = text(bytes(zip, PROGRESS, 0, LONGEST_TEXT));
        String found = text.run().id();
        if (run != null && !found.equals(run)) {
            throw new Mismatch("expected a checkpoint of run " + run + ", found one of run " + found);
        }
        Progress progress = text.progress();
        progress.requireOneRun();
        Set<String> names = new HashSet<>(Set.of(PROGRESS, LOSSES, PARAMETERS, MOMENTS));
        if (progress.bestEpoch() > 0) {
            names.addAll(Set.of(BEST + PARAMETERS, BEST + MOMENTS));
        }
        if (!zip.names().equals(names)) {
            throw new Mismatch("expected the entries " + new TreeSet<>(names) + ", found "
                    + Excerpt.of(new TreeSet<>(zip.names()).toString()));
        }
        NetworkState network = network(zip, "", text, progress.steps(), progress.epoch() - 1);
        NetworkState best =
                progress.bestEpoch() == 0 ? null : network(zip, BEST, text, text.bestSteps(), progress.bestEpoch());
        Checkpoint checkpoint = new Checkpoint(progress, doubles(zip, progress.steps()), network, best);
        return new SavedRun(text.run(), checkpoint);
    }

    private static Text text(byte[] json) throws IOException {
        try {
            return Json.read(json, Text.class);
        } catch (Mismatch e) {
            throw new Mismatch(PROGRESS + ": " + e.getMessage());
        }
    }

    private static NetworkState network(ZipArchive zip, String prefix, Text text, int steps, int epochs)
            throws IOException {
        int parameters = text.parameters();
        long state = text.progress().config().network().optimizer().state();
        return new NetworkState(
                floats(zip, prefix + PARAMETERS, parameters),
                floats(zip, prefix + MOMENTS, state * parameters),
                steps,
                epochs);
    }

    private static float[] floats(ZipArchive zip, String name, long count) throws IOException {
        FloatBuffer stored = buffer(zip, name, Float.BYTES * count).asFloatBuffer();
        float[] values = new float[(int) count];
        stored.get(values);
        for (float value : values) {
            requireFinite(name, value);
        }
        return values;
    }

    private static double[] doubles(ZipArchive zip, int count) throws IOException {
        DoubleBuffer stored = buffer(zip, LOSSES, (long) Double.BYTES * count).asDoubleBuffer();
        double[] values = new double[count];
        stored.get(values);
        for (double value : values) {
            requireFinite(LOSSES, value);
        }
        return values;
    }

    private static void requireFinite(String name, double value) throws Mismatch {
        if (!Double.isFinite(value)) {
            throw new Mismatch("expected finite numbers in " + name + ", found " + value);
        }
    }

    private static ByteBuffer buffer(ZipArchive zip, String name, long size) throws IOException {
        if (size > LARGEST_ARRAY) {
            throw new Mismatch("expected arrays of at most 1 GiB, found one of " + size + " bytes");
        }
        return ByteBuffer.wrap(bytes(zip, name, size, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads an entry, if its length is within bounds. */
    private static byte[] bytes(ZipArchive zip, String name, long least, long most) throws IOException {
        if (!zip.names().contains(name)) {
            throw new Mismatch("expected an entry " + name + ", found none");
        }
        long size = zip.size(name);
        if (size < least || size > most) {
            throw new Mismatch(
                    "expected " + (least < most ? "at most " : "") + most + " bytes in " + name + ", found " + size);
        }
        if (size > ANY_PACKING && size / MOST_EXPANSION > zip.packed(name)) {
            throw new Mismatch("expected " + name + " as it is, found it packed to " + zip.packed(name) + " bytes");
        }
        return zip.read(name);
    }
}
