package dev.crosscheck.fuzz;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Digest;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.Contender;
import dev.crosscheck.sweep.Sweep;
import dev.crosscheck.sweep.SweepDoor;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.record.KilledRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Folders of runs and sweeps. An input is a list of files: a byte for name and kind, two for the length of the content, and the content. What
 * looks at the folder must leave it as it is, and what writes to it must write nowhere else.
 */
final class FolderDoor {
    private static final String PRECIOUS = "the user's own";

    private static final List<String> NAMES = List.of(
            "run.json",
            "run.html",
            "model.safetensors",
            ".lock",
            "log.txt",
            "checkpoints/DIGEST",
            "checkpoints/.checkpoint.0123456789abcdef.tmp",
            ".run.json.0123456789abcdef.tmp",
            "sweep.json",
            "trials/" + SweepDoor.trialName() + "/metrics.csv",
            "trials/" + SweepDoor.trialName() + "/run.json",
            "trials/" + SweepDoor.trialName() + "/checkpoints",
            "summary.json",
            "checkpoints",
            "trials.csv",
            "trials");

    private FolderDoor() {}

    /** Reads a folder as every command does that takes one. */
    static void folder(byte[] input) {
        Path all = Path.of(System.getProperty("fuzz.folder"), "folders");
        Path folder = all.resolve("input");
        Path elsewhere = all.resolve("elsewhere");
        try {
            RunFolder.deleteAll(all);
            Files.createDirectories(folder);
            Files.writeString(Files.createDirectories(elsewhere).resolve("canary"), PRECIOUS);
            fill(folder, elsewhere, input);
            Map<String, String> before = snapshot(folder);
            CrosscheckException refusal = null;
            List<Runnable> looks = List.of(
                    () -> KilledRun.look(folder),
                    () -> Contender.read(folder),
                    () -> Checkpoints.kept(folder, warning -> {}),
                    () -> Model.load(folder));
            for (Runnable look : looks) {
                refusal = refusal(look, refusal);
            }
            if (!before.equals(snapshot(folder))) {
                throw new AssertionError("looking has changed " + before + " to " + snapshot(folder));
            }
            refusal = refusal(() -> KilledRun.mark(folder), refusal);
            refusal = refusal(() -> Checkpoints.ofExisting(folder).close(), refusal);
            refusal = refusal(() -> Sweep.read(folder, damage -> {}), refusal);
            Map<String, String> left = snapshot(elsewhere);
            if (left.size() != 2
                    || !Files.readString(elsewhere.resolve("canary")).equals(PRECIOUS)) {
                throw new AssertionError("written elsewhere: " + left);
            }
            if (refusal != null && before.size() == 1) {
                throw refusal; // nothing was made of the input
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CrosscheckException refusal(Runnable work, CrosscheckException before) {
        try {
            work.run();
            return before;
        } catch (CrosscheckException e) {
            return e;
        }
    }

    private static void fill(Path folder, Path elsewhere, byte[] input) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(input));
        while (in.available() > 2) {
            int kind = in.readUnsignedByte();
            byte[] content = in.readNBytes(in.readUnsignedShort());
            MessageDigest sha256 = Digest.sha256();
            sha256.update(content);
            String name = NAMES.get(kind % NAMES.size())
                    .replace("DIGEST", "step-000000007-" + Digest.hex(sha256) + ".safetensors");
            put(folder.resolve(name), kind / NAMES.size(), content, elsewhere);
        }
    }

    /** What is there already, or lies below a file or a link, is left as it is. */
    private static void put(Path file, int kind, byte[] content, Path elsewhere) throws IOException {
        Path parent = file.getParent();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !isOurs(parent)) {
            return;
        }
        Files.createDirectories(parent);
        switch (kind) {
            case 1 -> Files.createSymbolicLink(file, elsewhere.resolve("canary"));
            case 2 -> Files.createSymbolicLink(file, elsewhere);
            case 3 -> Files.createSymbolicLink(file, elsewhere.resolve("none"));
            case 4 -> Files.createDirectory(file);
            default -> Files.write(file, content);
        }
    }

    private static boolean isOurs(Path folder) {
        for (Path path = folder; !path.endsWith("input"); path = path.getParent()) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                found.put(
                        file.toString(),
                        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                + (plain ? Digest.sha256(file) : ""));
            }
        }
        return found;
    }

    /** @return an input of these files, by their names above */
    static byte[] of(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            out.writeByte(NAMES.indexOf(file.getKey()));
            out.writeShort(file.getValue().length);
            out.write(file.getValue());
        }
        return bytes.toByteArray();
    }

    /** @return the input with a link in it to a file elsewhere */
    static byte[] withLink(byte[] input, String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) (NAMES.size() + NAMES.indexOf(name)), 0, 0});
        bytes.writeBytes(input);
        return bytes.toByteArray();
    }
}
