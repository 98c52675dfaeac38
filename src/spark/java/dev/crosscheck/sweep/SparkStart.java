package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.Digest;
import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.run.RunFolder;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Connects to a cluster's master, and sends the files that trials need. */
final class SparkStart implements AutoCloseable {
    private static final String MASTER = "spark.master";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String DATA = "crosscheck-data.zip";

    private final Cluster cluster;
    private final JavaSparkContext spark;

    /** Files that are created for sending. */
    private final Path parcels;

    /**
     * Connects.
     *
     * @throws CrosscheckException if the master does not accept the application in time
     */
    SparkStart(Cluster cluster) throws IOException {
        this.cluster = cluster;
        spark = start();
        parcels = Files.createTempDirectory("crosscheck-spark");
    }

    /** Rejects a master that does not answer. */
    static void requireMaster(Cluster cluster) {
        String master = cluster.master();
        if (master.equals(Cluster.SUBMITTED)) {
            if (!new SparkConf().contains(MASTER)) {
                throw new CrosscheckException(
                        "--spark " + master + ": spark-submit has given no master.",
                        "Start the program by spark-submit, or name a master: --spark spark://HOST:7077.");
            }
        } else if (!master.startsWith("local")) {
            requireAnswer(cluster);
        }
    }

    /** One of several masters is enough, since the others are on standby. */
    private static void requireAnswer(Cluster cluster) {
        String[] addresses = cluster.master().replaceFirst("^spark://", "").split(",");
        int millis = (int) TimeUnit.SECONDS.toMillis(cluster.timeoutSeconds()) / addresses.length;
        String reason = "";
        for (String address : addresses) {
            try (Socket socket = new Socket()) {
                URI uri = URI.create("tcp://" + address);
                socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), millis);
                return;
            } catch (IOException | IllegalArgumentException e) {
                reason = e.toString().replaceFirst("^[\\w.]*\\.", "");
            }
        }
        throw unreachable(cluster, "no master answers: " + reason, null);
    }

    private static CrosscheckException unreachable(Cluster cluster, String what, Throwable cause) {
        return new CrosscheckException(
                "--spark " + cluster.master() + ": " + what + ".",
                "Check the address, that a master of Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
                        + " listens there, and firewalls.",
                cause);
    }

    private JavaSparkContext start() {
        FutureTask<JavaSparkContext> starting = new FutureTask<>(() -> new JavaSparkContext(settings()));
        Thread thread = new Thread(starting, "spark-start");
        thread.setDaemon(true);
        thread.start();
        try {
            return starting.get(cluster.timeoutSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw unreachable(cluster, "not taken on by the master within " + cluster.timeoutSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw unreachable(cluster, "Spark cannot start: " + firstLine(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(cluster, "interrupted", e);
        }
    }

    static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    private SparkConf settings() {
        SparkConf settings = new SparkConf();
        if (!cluster.master().equals(Cluster.SUBMITTED)) {
            settings.setMaster(cluster.master());
        }
        settings.setIfMissing("spark.app.name", "crosscheck sweep");
        // The web interface would be a server on all network interfaces that the user did not ask for.
        settings.setIfMissing("spark.ui.enabled", "false");
        // The limit counts all results ever received; here each trial is written to disk and forgotten.
        settings.setIfMissing("spark.driver.maxResultSize", "0");
        if (settings.get(MASTER).startsWith("local")) {
            settings.setIfMissing("spark.driver.host", LOOPBACK);
            settings.setIfMissing("spark.driver.bindAddress", LOOPBACK);
        }
        cluster.settings().forEach(settings::set);
        return settings;
    }

    JavaSparkContext context() {
        return spark;
    }

    /**
     * Offers executors the program's jars and a zip file of what trials read.
     *
     * @return what executors need to find and check the files
     */
    SparkTask.Kit send(Sweep sweep) throws IOException {
        LinkedHashMap<String, String> jars = new LinkedHashMap<>();
        for (Path jar : jars()) {
            if (jars.isEmpty() && !cluster.master().equals(Cluster.SUBMITTED)) {
                spark.addJar(jar.toString());
            }
            spark.addFile(jar.toString());
            jars.put(jar.getFileName().toString(), Digest.sha256(jar));
        }
        Path data = parcels.resolve(DATA);
        try (ZipOutputStream zip = SparkPlace.plainZip(Files.newOutputStream(data))) {
            for (Cluster.Item item : cluster.luggage().items()) {
                String folder = Files.isDirectory(item.file()) ? "/" : "";
                SparkPlace.pack(item.file(), item.name() + folder, List.of(), zip);
            }
        }
        spark.addFile(data.toString());
        return new SparkTask.Kit(
                UUID.randomUUID().toString(),
                TrialProcess.javaOptions(),
                cluster.main().getName(),
                jars,
                DATA,
                Digest.sha256(data),
                new ArrayList<>(sweep.plan().slim() ? Sweep.NOT_SLIM : List.of()));
    }

    /** Returns the program's own class path, its own code first, without Spark's part: the content of {@code target/lib}. */
    private List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : JavaCommand.classPath().split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isDirectory(path)) {
                Path jar = parcels.resolve("crosscheck-" + jars.size() + ".jar");
                try (ZipOutputStream zip = SparkPlace.plainZip(Files.newOutputStream(jar))) {
                    SparkPlace.pack(path, "", List.of(), zip);
                }
                jars.add(jar);
            } else if (Files.exists(path)) {
                jars.add(path);
                named(path).forEach(jars::add);
            }
        }
        return jars;
    }

    private static Stream<Path> named(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String names = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue("Class-Path");
            return names == null
                    ? Stream.empty()
                    : Stream.of(names.split(" "))
                            .filter(name -> name.startsWith("lib/"))
                            .map(jar::resolveSibling);
        }
    }

    @Override
    public void close() throws IOException {
        spark.close();
        RunFolder.deleteAll(parcels);
    }
}
