package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowTest {
    private static final Setting SETTING = new Setting("eigen", 2);

    @TempDir
    private Path folder;

    /** Jars without TensorFlow in them, by the names of the real ones. */
    private Path jars(String... left) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        for (String name : List.of(
                "tensorflow-core-api-1.jar",
                "tensorflow-core-native-1-" + Loader.getPlatform() + ".jar",
                "tensorflow-framework-1.jar",
                "ndarray-1.jar",
                "javacpp-1.jar",
                "protobuf-java-1.jar")) {
            if (!List.of(left).contains(name)) {
                try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(jars.resolve(name)))) {
                    jar.putNextEntry(new ZipEntry("empty.txt"));
                }
            }
        }
        return jars;
    }

    private Found<TensorFlow> find(Path jars, String program) throws IOException {
        Path source = Files.writeString(folder.resolve("BenchTensorFlow.java"), program);
        return TensorFlow.find(jars, source, folder.resolve("classes"));
    }

    private Measurement train(TensorFlow found) {
        Workload workload = new Workload(Path.of("data", "mnist").toAbsolutePath(), 640, 64, 16, 64, 2);
        return Child.run(found.contestant(SETTING), workload, folder.resolve("log.txt"));
    }

    @Test
    void withoutAFolderTheCommandThatFetchesTheJarsIsNamed() {
        Found<TensorFlow> found = TensorFlow.find(Optional.empty(), folder);
        assertTrue(found.it().isEmpty());
        assertTrue(found.reason().startsWith("--tensorflow names no folder with its jars: mvn -f src"), found.reason());
    }

    @Test
    void theJarsThatAFolderLacksAreNamed() throws IOException {
        Path jars = jars("tensorflow-core-native-1-" + Loader.getPlatform() + ".jar", "ndarray-1.jar");
        Files.createFile(jars.resolve("tensorflow-core-native-1-of-another-machine.jar"));
        Found<TensorFlow> found = find(jars, "");
        assertTrue(found.it().isEmpty());
        assertTrue(
                found.reason()
                        .startsWith(jars + " has no tensorflow-core-native-*-" + Loader.getPlatform()
                                + ".jar, no ndarray-*.jar: mvn "),
                found.reason());
        assertTrue(found.reason().contains(" -DoutputDirectory=" + jars + " "), found.reason());
    }

    @Test
    void theProgramIsCompiledAndRunWithItsSetting() throws IOException {
        Found<TensorFlow> found = find(jars(), """
                public class BenchTensorFlow {
                    public static void main(String... args) {
                        System.out.println("bench: first-step");
                        System.out.println("bench: epoch 1.5");
                        System.out.println("bench: epoch 2.5");
                        System.out.println("bench: note " + String.join(" ", args).replaceAll("--data .* --images", "--images")
                                + ", oneDNN " + System.getenv("TF_ENABLE_ONEDNN_OPTS"));
                    }
                }
                """);
        Measurement measured = train(found.it().orElseThrow());
        assertEquals(List.of(1.5, 2.5), measured.epochSeconds());
        assertEquals(OptionalLong.empty(), measured.peakKib());
        assertEquals(
                "--threads 2 --images 640 --batch 64 --hidden 16 --warm-up 64 --epochs 2, oneDNN 0", measured.note());
        assertEquals(
                Map.of("TF_ENABLE_ONEDNN_OPTS", "1"),
                found.it().orElseThrow().contestant(new Setting("onednn", 1)).environment());
    }

    @Test
    void jarsOfAnotherKindAreToldByTheCompilersFirstLine() throws IOException {
        Found<TensorFlow> found = find(jars(), "import org.tensorflow.Graph;");
        assertFalse(found.it().isPresent());
        assertTrue(
                found.reason().matches("its jars are not those that the program is written for: .*org\\.tensorflow.*"),
                found.reason());
    }

    /** The project's program with the real jars: {@code mvn test -Dtensorflow.jars=DIR}. */
    @Test
    @EnabledIfSystemProperty(named = "tensorflow.jars", matches = ".+")
    void theProjectsProgramTrains() {
        Path jars = Path.of(System.getProperty("tensorflow.jars"));
        Found<TensorFlow> found = TensorFlow.find(Optional.of(jars), folder);
        assertEquals("", found.reason());
        Measurement measured = train(found.it().orElseThrow());
        assertEquals(2, measured.epochSeconds().size());
        assertTrue(measured.note().endsWith(", 2 threads"), measured.note());
    }
}
