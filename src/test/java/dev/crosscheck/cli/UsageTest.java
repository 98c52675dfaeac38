package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsageTest {
    private static final CommandLine ROOT = new CommandLine(new CrosscheckCommand());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --epochs 0     | Invalid value for option '--epochs': expected a whole number from 1 to 100000, found 0.",
                "--epochs -3          | Invalid value for option '--epochs': expected a whole number from 1 to 100000, found -3.",
                "train --epochs many  | Invalid value for option '--epochs': 'many' is not an int",
                "train --batch 0      | Invalid value for option '--batch': expected a whole number from 1 to 60000, found 0.",
                "train --hidden 0     | Invalid value for option '--hidden': expected a whole number from 1 to 65536, found 0.",
                "train --lr -0.1      | Invalid value for option '--lr': expected a number above 0, found -0.1.",
                "train --lr NaN       | Invalid value for option '--lr': expected a number above 0, found NaN.",
                "train --lr Infinity  | Invalid value for option '--lr': expected a number above 0, found Infinity.",
                "train --threads 0    | Invalid value for option '--threads': expected a whole number from 1 to 1024, found 0.",
                "train --seed x       | Invalid value for option '--seed': 'x' is not a long",
                "train --device tpu   | Invalid value for option '--device': expected auto, cpu or cuda, found 'tpu'.",
                "train --json /none/x | --json /none/x: expected a file in a folder that can be written to.",
                "train --epoch 3      | Unknown options: '--epoch', '3' (did you mean --epochs?)",
                "evaluate             | Missing required parameter: 'MODEL'",
                "replay               | Missing required parameter: 'FILE.npz'",
                "replay x --steps 0   | Invalid value for option '--steps': expected a whole number from 1 to 2147483647, found 0.",
                "evaluate m --mistakes 0 | Invalid value for option '--mistakes': expected a whole number from 1 to 600, found 0."
            })
    void nonsenseIsRefusedInTwoLines(String line, String message) {
        Cli result = Cli.run(line.split(" "));
        String command = line.startsWith("-") ? "train" : line.split(" ")[0];
        assertEquals(message + "\nSee \"crosscheck " + command + " --help\".\n", result.err());
        assertEquals(2, result.code());
        assertEquals("", result.out());
    }

    @Test
    void anUnknownCommandIsRefusedWithASuggestion() {
        Cli result = Cli.run("trian");
        assertTrue(result.err().startsWith("Unmatched argument at index 0: 'trian' (did you mean train"), result.err());
        assertTrue(result.err().endsWith("?)\nSee \"crosscheck --help\".\n"), result.err());
        assertEquals(2, result.code());
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        assertTrue(ROOT.getSubcommands().size() >= 3);
        ROOT.getSubcommands().keySet().forEach(name -> {
            Cli help = Cli.run(name, "--help");
            assertEquals(0, help.code());
            assertTrue(help.out().contains("Examples:\n  crosscheck " + name), help.out());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpListsTheCommandsAndExitCodes(String option) {
        Cli help = Cli.run(option);
        assertEquals(0, help.code());
        ROOT.getSubcommands().keySet().forEach(name -> assertTrue(help.out().contains("\n  " + name), help.out()));
        assertTrue(help.out().contains("Exit codes: 0 fine, 1 failure, 2 wrong usage"), help.out());
    }

    @Test
    void versionNamesThisProgramAndWhatItRunsOn() {
        Cli version = Cli.run("--version");
        assertTrue(version.out().startsWith("crosscheck 0."), version.out());
        assertTrue(version.out().contains("ND4J 1.0.0-M2.1"), version.out());
    }

    @Test
    void missingDataIsAFailureThatNamesTheFolder(@TempDir Path folder) {
        Path none = folder.resolve("none");
        Path out = folder.resolve("out");
        Cli result = Cli.run("train", "--data", none.toString(), "--out", out.toString());
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith(none + ": no such data folder.\n"), result.err());
        assertEquals(2, result.err().lines().count());
        assertTrue(java.nio.file.Files.notExists(out), "nothing is left behind");
    }

    @Test
    void verboseAddsTheStackTrace(@TempDir Path folder) {
        Cli result = Cli.run("train", "-v", "--data", folder.resolve("none").toString());
        assertTrue(result.err().contains("\tat dev.crosscheck.data.Mnist"), result.err());
    }
}
