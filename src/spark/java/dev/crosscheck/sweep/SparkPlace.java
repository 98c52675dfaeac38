package dev.crosscheck.sweep;

import dev.crosscheck.files.Digest;
import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.run.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkFiles;

/**
 * The part of an executor that runs trials: the data, unpacked once, and a process for each trial. It uses
 * Java's own classes and few of this program's, none of which needs a library, since an executor has Spark's versions of the libraries.
 */
final class SparkPlace {
    private static final Map<String, SparkPlace> PLACES = new ConcurrentHashMap<>();

    private final SparkTask.Kit kit;
    private final Path folder;
    private final List<String> command;
    private final Set<TrialProcess> running = new HashSet<>();
    private boolean closed;

    private SparkPlace(SparkTask.Kit kit) throws IOException {
        this.kit = kit;
        List<String> classPath = new ArrayList<>();
        for (Map.Entry<String, String> jar : kit.jars().entrySet()) {
            classPath.add(checked(jar.getKey(), jar.getValue()).toString());
        }
        command = JavaCommand.of(String.join(File.pathSeparator, classPath), kit.options(), kit.main());
        folder =
                Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()).toAbsolutePath(), "sweep-");
        try (InputStream data = Files.newInputStream(checked(kit.data(), kit.dataSha256()))) {
            unpack(data, folder);
        }
        // Trials end with this process by themselves; their files must be deleted.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** @return this process's instance for a run of a sweep, created on the first call */
    static SparkPlace of(SparkTask.Kit kit) throws IOException {
        synchronized (PLACES) {
            SparkPlace place = PLACES.get(kit.id());
            if (place == null) {
                place = new SparkPlace(kit);
                PLACES.put(kit.id(), place);
            }
            return place;
        }
    }

    /** Ends a run of a sweep in this process. With a local master the driver is also the executor. */
    static void close(String id) {
        SparkPlace place = PLACES.get(id);
        if (place != null) {
            place.close();
        }
    }

    private static Path checked(String name, String sha256) throws IOException {
        Path file = Path.of(SparkFiles.get(name));
        String found = Digest.sha256(file);
        if (!found.equals(sha256)) {
            throw new IOException(file + ": damaged on the way: expected the SHA-256 " + sha256 + ", found " + found);
        }
        return file;
    }

    SparkTask.Outcome run(SparkTask.Work work) throws IOException {
        Path trial = folder.resolve(work.folder());
        RunFolder.deleteAll(trial);
        Files.createDirectories(trial.getParent());
        TrialProcess process = start(work, trial);
        try {
            return new SparkTask.Outcome(process.end(), packed(trial, kit.leftOut()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            end(process);
            RunFolder.deleteAll(trial);
        }
    }

    private synchronized TrialProcess start(SparkTask.Work work, Path trial) throws IOException {
        if (closed) {
            throw new IOException("the sweep has ended");
        }
        TrialProcess process = new TrialProcess(command, work.arguments(), trial, folder);
        running.add(process);
        return process;
    }

    private synchronized void end(TrialProcess process) {
        process.close();
        running.remove(process);
    }

    private synchronized void close() {
        closed = true;
        running.forEach(TrialProcess::close);
        try {
            RunFolder.deleteAll(folder);
        } catch (IOException e) {
            // Spark's own files are in the same folder and are deleted with it.
        }
    }

    private static byte[] packed(Path trial, List<String> leftOut) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            pack(trial, "", leftOut, zip);
        }
        return bytes.toByteArray();
    }

    /** Packs a file or folder under a name, omitting files with some names. */
    static void pack(Path root, String name, List<String> leftOut, ZipOutputStream zip) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path below = root.relativize(file);
                if (!leftOut.contains(below.getName(0).toString())) {
                    String path =
                            file.equals(root) ? name : name + below.toString().replace('\\', '/');
                    zip.putNextEntry(new ZipEntry(path));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        }
    }

    /** Packs without compressing, since most of the content is compressed already. */
    static ZipOutputStream plainZip(OutputStream out) {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        return zip;
    }

    static void unpack(byte[] zip, Path folder) throws IOException {
        unpack(new ByteArrayInputStream(zip), folder);
    }

    private static void unpack(InputStream in, Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        Files.createDirectories(root);
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = root.resolve(entry.getName()).normalize();
                if (!file.startsWith(root)) {
                    throw new IOException(entry.getName() + ": a path out of the folder");
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
