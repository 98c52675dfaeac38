package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packaged program's sweeps on a standalone cluster of Spark: a master and two workers, processes of their own on the loopback. */
@EnabledIf("hasSpark")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the command lines of processes are read in /proc")
@Timeout(value = 15, unit = TimeUnit.MINUTES) // each of its steps may take as long as another test
class SparkIT extends CommandLines {
    /** Far more than any step takes on any machine. */
    private static final long HANGS_SECONDS = 300;

    private static final int TRIALS = 6;
    private static final Path JARS = Path.of("spark", "jars");
    private static final Path JAR = Path.of("target", "crosscheck.jar").toAbsolutePath();

    private final List<Process> cluster = new ArrayList<>();
    private Path out;
    private String line;

    /** Whether this is a build with Spark in it. */
    static boolean hasSpark() {
        return SparkIT.class.getResource("/dev/crosscheck/sweep/SparkRunner.class") != null;
    }

    @BeforeEach
    void prepare() {
        out = folder.resolve("sweep");
        line =
                "--grid hidden=32,64 --seeds 3 --epochs 30 --validation 100 --device cpu --trainer by-hand --no-check --slim --data "
                        + IdxBytes.subset(folder.resolve("data"), 600, 100);
    }

    @AfterEach
    void stopCluster() throws IOException, InterruptedException {
        for (Process process : cluster) {
            kill(process);
        }
        File[] links = folder.resolve(JARS).toFile().listFiles();
        for (File link : links == null ? new File[0] : links) {
            Files.delete(link.toPath());
        }
    }

    private static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly().waitFor();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    /** Makes a folder as an installation of Spark has, of this build's jars. */
    private Path sparkHome() throws IOException {
        Path home = Files.createDirectories(folder.resolve("spark"));
        Files.writeString(home.resolve("RELEASE"), "");
        Path jars = Files.createDirectories(folder.resolve(JARS));
        for (String part : List.of("spark", "lib")) {
            try (Stream<Path> files = Files.list(JAR.resolveSibling(part))) {
                for (Path jar : files.toList()) {
                    Path link = jars.resolve(jar.getFileName());
                    if (Files.notExists(link)) { // ONNX Runtime is in both
                        Files.createSymbolicLink(link, jar);
                    }
                }
            }
        }
        Path log = Files.createDirectories(home.resolve("conf")).resolve("logback.xml");
        Files.writeString(log, """
                <configuration>
                  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %-5level %logger{20} - %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="console"/></root>
                </configuration>
                """);
        return home;
    }

    private static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        return command;
    }

    private void spark(Path home, String name, String arguments) throws IOException {
        List<String> command = java("-Xmx256m", "-XX:TieredStopAtLevel=1");
        for (String opened : List.of("java.lang", "java.nio", "java.net", "java.util", "sun.nio.ch")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", home.resolve("conf") + ":" + home.resolve("jars") + "/*"));
        command.addAll(List.of(("org.apache.spark.deploy." + arguments).split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", "127.0.0.1"));
        cluster.add(builder.start());
    }

    /** Starts a master and two workers of a core each; returns the master's address. */
    private String startCluster() throws IOException, InterruptedException {
        Path home = sparkHome();
        int port = freePort();
        spark(home, "master", "master.Master --host 127.0.0.1 --webui-port 0 --port " + port);
        await(() -> answers(port));
        String master = "spark://127.0.0.1:" + port;
        for (int worker = 1; worker <= 2; worker++) {
            String options = "worker.Worker --host 127.0.0.1 --webui-port 0 --cores 1 --memory 512m --work-dir ";
            spark(home, "worker" + worker, options + folder.resolve("work" + worker) + " " + master);
        }
        return master;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void await(BooleanSupplier happened) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS);
        while (!happened.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "waited in vain: " + said());
            Thread.sleep(20);
        }
    }

    /** Java's options would be the trials', too, whose vectors need the compiler that optimizes. */
    private Process sweep(String arguments) throws IOException {
        List<String> command = java("-jar", JAR.toString());
        command.addAll(List.of(words("sweep " + arguments
                + " --spark-conf spark.driver.host=127.0.0.1 --spark-conf spark.executor.memory=512m"
                + " --spark-conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("log")).replaceAll("\\R {2}(?=\\S)", " ");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int finished() {
        String[] names = out.resolve("trials").toFile().list();
        return names == null ? 0 : names.length;
    }

    private int end(Process sweep) throws InterruptedException {
        assertTrue(sweep.waitFor(HANGS_SECONDS, TimeUnit.SECONDS), this::said);
        return sweep.exitValue();
    }

    /** @return the processes that train below a worker: those of its executor, which also asks the system's programs this and that */
    private static List<ProcessHandle> trainers(Process worker) {
        return worker.children()
                .flatMap(ProcessHandle::children)
                .filter(process -> commandLine(process).contains(SweepTrial.class.getSimpleName()))
                .toList();
    }

    /** From the system, because Java knows no arguments beyond a page of memory, and the class path has its folder's name in it often. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", process.pid() + "", "cmdline"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Asked to end after two trials; on the way on a process that trains is lost, and then a worker with all below it. */
    @Test
    void aLostWorkerAndAStopChangeNoBit() throws IOException, InterruptedException {
        String master = startCluster();
        Process first = sweep(line + " --out " + out + " --spark " + master);
        await(() -> finished() >= 2 || !first.isAlive());
        first.toHandle().destroy();
        assertEquals(143, end(first), this::said);
        assertTrue(
                said().contains(" of " + TRIALS + " trials done. Go on with: java -jar " + JAR + " sweep --resume "
                        + out),
                this::said);
        assertFalse(said().contains("gave up"), this::said);
        int before = finished();
        Process lost = cluster.get(1);
        Process other = cluster.get(2);
        // The first sweep's executors may outlive it a little.
        await(() -> trainers(lost).isEmpty() && trainers(other).isEmpty());

        Process second = sweep("--resume " + out + " --spark " + master);
        await(() -> !trainers(lost).isEmpty() && !trainers(other).isEmpty() || !second.isAlive());
        trainers(other).forEach(ProcessHandle::destroyForcibly);
        await(() -> finished() > before || !second.isAlive());
        kill(lost);
        int atLoss = finished();
        assertTrue(atLoss < TRIALS, "lost too late");
        assertEquals(1, end(second), this::said);
        assertTrue(said().contains(" failed: its process ended with exit code 137"), this::said);
        assertTrue(Files.readString(out.resolve("log.txt")).contains("Lost executor"), "no executor was lost");
        assertEquals(0, end(sweep("--resume " + out + " --spark " + master)), this::said);

        Path alone = folder.resolve("alone");
        ok("sweep -q " + line + " --out " + alone);
        assertEquals(RunFiles.ofSweep(alone), RunFiles.ofSweep(out));
        assertEquals(names(alone), names(out), "a trial's files are those of a trial here");
    }

    private static List<String> names(Path sweep) throws IOException {
        try (Stream<Path> files = Files.walk(sweep.resolve("trials"))) {
            return files.map(file -> sweep.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void aMasterThatDoesNotAnswerIsNamedInTime() throws IOException, InterruptedException {
        Cli refused = ended(1, "sweep " + line + " --out " + out + " --spark spark://127.0.0.1:" + freePort());
        assertEquals(
                "--spark spark://127.0.0.1:PORT: no master answers: ConnectException: Connection refused.",
                refused.err().lines().findFirst().orElseThrow().replaceFirst("1:\\d+:", "1:PORT:"));
        assertFalse(Files.exists(out), "nothing is begun");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String master = "spark://127.0.0.1:" + silent.getLocalPort();
            Process sweep = sweep(line + " --out " + out + " --spark " + master);
            assertEquals(1, end(sweep), this::said);
            assertTrue(said().contains("--spark " + master + ": not taken on by the master within 30 s."), this::said);
        }
    }
}
