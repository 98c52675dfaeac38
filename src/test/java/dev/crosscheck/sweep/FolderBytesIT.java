package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Digest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.record.KilledRun;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders of runs and sweeps, and a sweep's plan. */
class FolderBytesIT extends HostileBytes {
    private static final String PRECIOUS = "the user's own";

    private static final List<String> NAMES =
            List.of(("run.json run.html model.safetensors .lock log.txt checkpoints/DIGEST"
                            + " checkpoints/.checkpoint.0123456789abcdef.tmp .run.json.0123456789abcdef.tmp sweep.json"
                            + " trials/setting1-seed1/metrics.csv trials/setting1-seed1/run.json"
                            + " trials/setting1-seed1/checkpoints summary.json checkpoints sweep.html trials")
                    .split(" "));

    /** A plan, and what its first trials are. */
    @FuzzTest
    void plan(byte[] json) throws IOException {
        hold(() -> {
            SweepPlan plan = SweepPlan.read(json, "input");
            plan.trials().stream().limit(2).forEach(plan::arguments);
        });
    }

    /**
     * A folder, as every command reads it that takes one: what looks at it must leave it as it is, and what writes to it must write nowhere else. The
     * input is a list of files: a byte for name and kind, two for the length of the content, and the content.
     */
    @FuzzTest
    void folder(byte[] input) throws IOException {
        Path all = Path.of("target", "hostile");
        Path folder = all.resolve("input");
        Path elsewhere = all.resolve("elsewhere");
        hold(() -> {
            RunFolder.deleteAll(all);
            Files.createDirectories(folder);
            Files.writeString(Files.createDirectories(elsewhere).resolve("canary"), PRECIOUS);
            fill(folder, elsewhere, input);
            Map<String, String> before = snapshot(folder);
            readOrRefused(
                    () -> KilledRun.look(folder),
                    () -> Contender.read(folder),
                    () -> Checkpoints.kept(folder, warning -> {}),
                    () -> Model.load(folder));
            assertEquals(before, snapshot(folder), "looking has changed it");
            readOrRefused(
                    () -> KilledRun.mark(folder),
                    () -> Checkpoints.ofExisting(folder).close(),
                    () -> Sweep.read(folder, damage -> {}));
            assertEquals(PRECIOUS, Files.readString(elsewhere.resolve("canary")));
            assertEquals(2, snapshot(elsewhere).size(), "a file was written elsewhere");
            KilledRun.look(folder); // refuses nothing but links
        });
    }

    private static void readOrRefused(Runnable... all) {
        for (Runnable work : all) {
            try {
                work.run();
            } catch (CrosscheckException e) {
                // It is as good.
            }
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
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !isOurs(file.getParent())) {
            return;
        }
        Files.createDirectories(file.getParent());
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
}
