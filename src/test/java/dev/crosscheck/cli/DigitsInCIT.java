package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.crosscheck.data.Normalisation;
import dev.crosscheck.files.Digest;
import dev.crosscheck.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The C programs that were written from the docs train the same networks as {@code train --trainer by-hand}, bit for bit. */
class DigitsInCIT extends CommandLines {
    /** Of few images, with their mean and deviation in the source; .ci/run has the hash of the defaults, of all images. */
    @ParameterizedTest
    @CsvSource({"digits, ' --hidden 256'", "convolution, ' --hidden conv8x5,pool2,conv16x5,pool2,128'"})
    void aCosineGivesTheSameHash(String program, String hidden) throws IOException, InterruptedException {
        train("--trainer by-hand" + hidden
                + " --epochs 2 --seed 2 --with schedule:cosine --out DIR/run --data {runs}/mnist");
        Path data = RunFolders.mnist();
        Normalisation of = Model.load(folder.resolve("run")).form().normalisation();
        for (String file : List.of(program + ".c", "training.h")) {
            String source = Files.readString(Path.of("src", "reference", "c", file));
            write(file, source.replace("0.1307", of.mean() + "").replace("0.3081", of.deviation() + ""));
        }
        List<String> command = List.of(
                "gcc", "-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-o", program, program + ".c", "-lm");
        try {
            printed(0, new ProcessBuilder(command).directory(folder.toFile()));
        } catch (IOException e) {
            abort("gcc is not here: " + e.getMessage());
        }
        Path weights = folder.resolve("weights");
        String images = data.resolve("train-images-idx3-ubyte").toString();
        String labels = data.resolve("train-labels-idx1-ubyte").toString();
        Process process = new ProcessBuilder(folder.resolve(program).toString(), images, labels, "2", "2", "cosine")
                .redirectOutput(weights.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor());
        assertEquals(json("run/run.json").path("parametersSha256").asText(), Digest.sha256(weights));
    }
}
