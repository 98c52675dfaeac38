package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C program that was written from the docs alone trains the same network as {@code train --trainer by-hand}, bit for bit. */
class DigitsInCIT {
    @TempDir
    private static Path folder;

    private static Path program;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        program = folder.resolve("digits");
        List<String> command = List.of(
                "gcc",
                "-std=c11",
                "-O3",
                "-march=native",
                "-ffp-contract=off",
                "-o",
                program.toString(),
                "src/reference/c/digits.c",
                "-lm");
        Process compiler;
        try {
            compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            abort("gcc is not here: " + e.getMessage());
            return;
        }
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, compiler.waitFor(), said);
        for (String name : List.of("images-idx3", "labels-idx1")) {
            Path packed = Path.of("data", "mnist", "train-" + name + "-ubyte.gz");
            try (InputStream in = new GZIPInputStream(Files.newInputStream(packed));
                    OutputStream out = Files.newOutputStream(folder.resolve(name))) {
                in.transferTo(out);
            }
        }
    }

    /** .ci/run has the defaults' hash. */
    @Test
    void aCosineGivesTheSameHash() throws IOException, InterruptedException {
        assertEquals(inJava("--seed", "2", "--with", "schedule:cosine"), inC("2", "cosine"));
    }

    private static String inJava(String... options) throws IOException {
        Path out = Files.createTempDirectory(folder, "run");
        List<String> words = new ArrayList<>(List.of("train", "--quiet", "--device", "cpu", "--trainer", "by-hand"));
        words.addAll(List.of("--epochs", "1", "--out", out.toString()));
        words.addAll(List.of(options));
        Cli result = Cli.run(words.toArray(String[]::new));
        assertEquals(0, result.code(), result.err());
        return new ObjectMapper()
                .readTree(out.resolve("run.json").toFile())
                .path("parametersSha256")
                .asText();
    }

    private static String inC(String... arguments) throws IOException, InterruptedException {
        Path weights = folder.resolve("weights");
        List<String> command = new ArrayList<>(List.of(program.toString(), "images-idx3", "labels-idx1", "1"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(weights.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor());
        return Digest.sha256(weights);
    }
}
