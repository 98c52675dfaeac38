package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.bench.Recipe;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RaceIT {
    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("race");
    }

    private Cli race(String python, String... more) {
        String data = SmallDigits.write(folder.resolve("data"), 300, 100);
        String[] start = {
            "bench", "--race", "--seeds", "2", "--data", data, "--out", out().toString(), "--python", python
        };
        String[] all = Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        CommandLine program = CrosscheckCommand.parser();
        program.getSubcommands().get("bench").<BenchCommand>getCommand().allowSeeds(2);
        return Cli.run(program, all);
    }

    /** A Python that says it has torch, notes its arguments, and runs the script. */
    private String python(String result) throws IOException {
        Path script = folder.resolve("python");
        Files.writeString(script, """
                #!/bin/sh
                [ "$1" = -c ] && exit 0
                echo "$@" >> %s
                for word in "$@"; do
                  case $word in
                    */race/work/pytorch) out=$word ;;
                  esac
                done
                mkdir -p "$out"
                %s
                """.formatted(folder.resolve("arguments"), result));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void processesTakeTurnsAndTheirResultsAreKept() throws IOException {
        String python = python("""
                echo x > "$out/model.pt"
                echo '{"status": "COMPLETED", "epochs": [{"testAccuracyPercent": 97.5}], "environment": {"engine": "PyTorch 9"}}' \\
                  > "$out/run.json\"""");
        Cli race = race(python, "--only", "by-hand,pytorch");
        assertEquals(0, race.code(), race.err());
        assertTrue(
                race.err()
                        .matches("(?s).*Seed 1 of 2: by-hand\\nSeed 1 of 2: pytorch\\n"
                                + "Seed 2 of 2: by-hand\\nSeed 2 of 2: pytorch\\n.*"),
                race.err());
        assertTrue(race.out().matches("(?s).*\\Rpytorch .* 2 +97\\.500 +1 +too few\\R.*"), race.out());
        // the line above it is as long as the choice of its trial, so this one breaks where it falls
        assertTrue(race.out().replaceAll("\\s+", " ").contains("(PyTorch 9)"), race.out());
        JsonNode json = new ObjectMapper().readTree(out().resolve("race.json").toFile());
        assertEquals("FAST98", json.path("recipe").asText());
        for (JsonNode standing : json.path("standings")) {
            assertEquals(2, standing.path("accuracy").path("runs").size());
            assertEquals(
                    202,
                    standing.path("accuracy").path("runs").path(1).path("seed").asInt());
            assertTrue(standing.path("accuracy")
                            .path("runs")
                            .path(0)
                            .path("seconds")
                            .asDouble()
                    > 0);
        }
        assertEquals(Set.of("race.json", "processes.txt"), TrainAndEvaluateIT.files(out()), "the runs are gone");
        String arguments = Files.readString(folder.resolve("arguments"));
        Setup recipe = Recipe.FAST98.setup();
        TrainingSpec training = recipe.training();
        assertTrue(
                arguments.contains("--hidden " + recipe.network().units().get(0) + " --epochs " + training.epochs()
                        + " --batch " + training.batch() + " --lr "
                        + training.optimizer().learningRate() + " --with schedule:cosine"),
                arguments);
        assertTrue(arguments.contains("--seed 202"), arguments);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aContestantThatFailsDropsOutAndWithNoneLeftTheRaceFails() throws IOException {
        Cli race = race(python("echo 'out of luck' >&2; exit 3"), "--only", "pytorch");
        assertEquals(1, race.code());
        assertTrue(
                race.err().contains("pytorch, since it failed at seed 1 of 2: it ended with exit code 3: out of luck"),
                race.err());
    }
}
