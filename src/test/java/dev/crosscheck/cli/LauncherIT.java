package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.using.predict.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java says nothing of its own to who uses the program, but for the one line that cannot be helped. */
class LauncherIT {
    @TempDir
    private Path folder;

    @Test
    void everyWayOfStartingGivesJavaTheSameOptions() throws IOException {
        assertTrue(Files.readString(Path.of("bin", "crosscheck")).contains(" \"@$folder/java.options\" "));
        assertTrue(Files.readString(Path.of("bin", "crosscheck.cmd")).contains(" \"@%~dp0java.options\" "));
        List<String> maven = Files.readAllLines(Path.of(".mvn", "jvm.config"));
        assertTrue(maven.containsAll(Launcher.options()), maven.toString());
    }

    /** The command uses all that Java may warn of: JNA, ND4J's natives, JavaCPP's Unsafe, Protobuf and ONNX Runtime. */
    @Test
    void javasOwnWarningsDoNotReachTheUser() throws IOException, InterruptedException {
        String run = TrainedModel.folder().toString();
        Path err = folder.resolve("err.txt");
        Process process = Launcher.process(
                        "export", run, "--out", folder.resolve("out").toString())
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), Files.readString(err));
        assertTrue(out.contains("Run: "), out);
        List<String> said = Files.readAllLines(err).stream()
                .filter(line -> !line.startsWith("Checking "))
                .toList();
        assertEquals(List.of(Launcher.INCUBATOR), said);
    }
}
