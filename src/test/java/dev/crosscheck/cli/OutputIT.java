package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.crosscheck.Soak;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes whose output cannot be written, and what ends one. */
class OutputIT extends CommandLines {
    /** Far more than anything here takes, on any machine. */
    private static final long HANGS_SECONDS = 120;

    private List<String> trainLine(String more) {
        return List.of(words(
                "train --no-check --hidden 8 --device cpu --threads 1 --trainer by-hand --data {runs}/mnist --out DIR/run "
                        + more));
    }

    private static Process ended(Process process) throws InterruptedException {
        if (!process.waitFor(HANGS_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("it hangs");
        }
        return process;
    }

    @Test
    void aClosedPipeIsNoFailure() throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        Process process = Launcher.shortProcess(trainLine("--epochs 3"))
                .redirectError(err.toFile())
                .start();
        process.getInputStream().close();
        assertEquals(0, ended(process).exitValue());
        assertEquals("", Files.readString(err));
        assertEquals("COMPLETED", json("run/run.json").path("status").asText());
    }

    /** As systems say it. */
    @ParameterizedTest
    @ValueSource(strings = {"Broken pipe", "The pipe is being closed"})
    void aReaderThatHasGoneIsNoFailure(String said) {
        OutputStream pipe = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(said);
            }
        };
        Printer printer = new Printer(pipe, StandardCharsets.UTF_8);
        printer.println("lost");
        assertEquals(Optional.empty(), printer.finish());
    }

    /** Help; with {@code -Psoak} also all others: they write to the same printer. */
    private static List<String> results() {
        return Soak.oneOf(
                6,
                List.of(
                        "--help",
                        "doctor",
                        "course losses --no-check --json - --out DIR/out",
                        "evaluate {runs}/digits --json - --out DIR/out",
                        "predict {runs}/digits PICTURE",
                        "export {runs}/digits --format safetensors --json - --out DIR/out"));
    }

    @ParameterizedTest
    @MethodSource("results")
    @EnabledOnOs(OS.LINUX)
    void aResultThatCannotBePrintedIsAFailure(String line) throws IOException, InterruptedException {
        Path picture = folder.resolve("picture.png");
        ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
        assertUnprinted(List.of(words(line.replace("PICTURE", picture.toString()))));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRunIsCompleteEvenIfItsResultCannotBePrinted() throws IOException, InterruptedException {
        assertUnprinted(trainLine("--epochs 2 --json -"));
        assertEquals("COMPLETED", json("run/run.json").path("status").asText());
    }

    private void assertUnprinted(List<String> arguments) throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        Process process = Launcher.shortProcess(arguments)
                .redirectOutput(new File("/dev/full"))
                .redirectError(err.toFile())
                .start();
        int code = ended(process).exitValue();
        List<String> said = Files.readAllLines(err);
        assertEquals(1, code, said.toString());
        assertEquals(
                "Standard output cannot be written to, and not all of it was: No space left on device.",
                said.get(said.size() - 1));
    }
}
