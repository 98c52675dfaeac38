package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

class UsageTest {
    private static final int LINES_OF_A_SCREEN = 40;
    private static final int LINES_OF_ALL_OF_TRAIN = 130;
    private static final CommandLine ROOT = CrosscheckCommand.parser();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --epochs 0     | Invalid value for option '--epochs': expected a whole number from 1 to 100000, found 0.",
                "--epochs -3          | Invalid value for option '--epochs': expected a whole number from 1 to 100000, found -3.",
                "train --epochs many  | Invalid value for option '--epochs': expected a whole number, found 'many'.",
                "train --batch 0      | Invalid value for option '--batch': expected a whole number from 1 to 65536, found 0.",
                "train --hidden 8,0   | Invalid value for option '--hidden': expected a whole number from 1 to 65536, found 0.",
                "train --hidden 8,x   | Invalid value for option '--hidden': expected whole numbers from 1 to 65536, separated by commas, or 0, found '8,x'.",
                "train --activation rulu | Invalid value for option '--activation': expected sigmoid, relu, tanh, leaky-relu, elu, gelu, softplus or identity, found 'rulu' (did you mean relu?).",
                "train --activation softmax | Invalid value for option '--activation': expected sigmoid, relu, tanh, leaky-relu, elu, gelu, softplus or identity, found 'softmax'.",
                "train --optimizer adm | Invalid value for option '--optimizer': expected sgd, momentum, adam or adamw, found 'adm' (did you mean adam?).",
                "train --with loss:mse | Invalid value for option '--with': loss: images have classes, whose loss is cross-entropy, found 'mse'.",
                "verify --network 8-1,epochs:3 | Invalid value for option '--network': Network \"8-1 mse adam lr:0.001 batch:16 epochs:3 seed:1\": single steps are checked, and schedule, epochs, validation and what stops training change none. Leave them out.",
                "verify --network 8-3,cross-entropy,class-weights:balanced | Invalid value for option '--network': Network \"8-3 cross-entropy adam lr:0.001 class-weights:balanced batch:16 seed:1\": balanced class weights follow from rows, and here these are random. Name the weights, such as class-weights:0.7/2.",
                "train --init hee     | Invalid value for option '--init': expected normal, he, xavier, torch or a file (./NAME), found 'hee' (did you mean he?).",
                "train --with dropout:0.99 | Invalid value for option '--with': dropout: expected a number from 0.0 to 0.95, found 0.99.",
                "train --hidden 0 --with dropout:0.5 | A network with dropout without a hidden layer. Take a hidden layer, or no dropout.",
                "train --hidden 0 --activation tanh | There is no hidden layer for the activation tanh. Leave it out, or add a hidden layer.",
                "train --with momentum:0.5 | A momentum of 0.5 is not possible here. It may be set with the optimizer momentum only.",
                "train --with weight-decay:0.1 | A weight decay of 0.1 is not possible here. It may be set with the optimizer adamw only.",
                "train --optimizer momentum --with momentum:1 | Invalid value for option '--with': momentum: expected a number from 0 to below 1, found 1.0.",
                "train --optimizer adamw --with weight-decay:2000 | A weight decay of 2000.0 is not possible here. It may be set from 0 to below 1/0.001, one over the learning rate.",
                "train --hidden 65536,65536 | A network with 4295229441 parameters. Take fewer or smaller hidden layers, with at most 134217728 parameters in all.",
                "train --trainer by-hand --layers stock | --layers is for Deeplearning4j's fit, and here the trainer by hand trains: leave one of them out.",
                "train --layers stock --activation gelu | --layers stock does not train this network, ?-256-? gelu cross-entropy adam lr:0.001 batch:64 seed:1: its gelu is not a number for large inputs. Leave out --layers stock: it is trained by hand.",
                "train --trainer dl4j --activation gelu | --trainer dl4j does not train this network, ?-256-? gelu cross-entropy adam lr:0.001 batch:64 seed:1: its gelu is not a number for large inputs. Leave out --trainer dl4j: it is trained by hand.",
                "train --lr -0.1      | Invalid value for option '--lr': expected a number above 0, found -0.1.",
                "train --lr NaN       | Invalid value for option '--lr': expected a number above 0, found NaN.",
                "train --lr Infinity  | Invalid value for option '--lr': expected a number above 0, found Infinity.",
                "train --threads 0    | Invalid value for option '--threads': expected a whole number from 1 to 1024, found 0.",
                "train --seed x       | Invalid value for option '--seed': expected a whole number, found 'x'.",
                "train --seed 99999999999999999999 | Invalid value for option '--seed': expected a smaller whole number, found '99999999999999999999'.",
                "train --seed -99999999999999999999 | Invalid value for option '--seed': expected a larger whole number, found '-99999999999999999999'.",
                "train --lr small     | Invalid value for option '--lr': expected a number, found 'small'.",
                "train --lr 0,1       | Invalid value for option '--lr': expected a number, found '0,1'.",
                "train --check=maybe  | Invalid value for option '--check': expected true or false, found 'maybe'.",
                "train --device tpu   | Invalid value for option '--device': expected auto, cpu or cuda, found 'tpu' (did you mean cpu?).",
                "train --validation -1 | Invalid value for option '--validation': expected a number such as 500, a share such as 20% or a file, found '-1'.",
                "train --patience 3   | --patience needs --validation N, training images to hold out and judge by.",
                "train --validation 9 --patience 0 | Invalid value for option '--patience': expected a whole number from 1 to 100000, found 0.",
                "train --time-limit soon | Invalid value for option '--time-limit': expected a time such as 90s, 10m or 1h30m, found 'soon'.",
                "train --time-limit 0s | Invalid value for option '--time-limit': expected a time such as 90s, 10m or 1h30m, found '0s'.",
                "train --with schedule:fast | Invalid value for option '--with' (WORDS): schedule: expected constant, step or cosine, a factor and epochs with slashes between, found 'fast'.",
                "train --with schedule:step/2 | Invalid value for option '--with' (WORDS): schedule: factor: expected a number from 0.0 to 1.0, found 2.0.",
                "train --with schedule:step/0.5/2/1 | Invalid value for option '--with' (WORDS): schedule: expected constant, step or cosine, a factor and epochs with slashes between, found 'step/0.5/2/1'.",
                "train --with droput:0.1 | Invalid value for option '--with' (WORDS): \"droput:0.1\" means nothing here (did you mean dropout:?). The words are loss: (mse, bce, cross-entropy, huber, half-squared-error), dropout:, momentum:, weight-decay:, class-weights:, schedule:.",
                "train --with dropout:0.1,dropout:0.2 | Invalid value for option '--with' (WORDS): 0.1 and 0.2 are both given as dropout. Name one.",
                "train --with dropout:0.1 --with dropout:0.2 | 0.1 and 0.2 are both given as dropout. Name one.",
                "train --with dropout:lots | Invalid value for option '--with' (WORDS): dropout: expected a number, found 'lots'.",
                "train --with lr:0.1   | Invalid value for option '--with' (WORDS): lr is an option of its own, --lr.",
                "train --lr 0.1 --lr 0.2 | option '--lr' (RATE) should be specified only once",
                "train --with schedule:step/0.1/0 | Invalid value for option '--with' (WORDS): schedule: epochs: expected a whole number from 1 to 100000, found 0.",
                "train --checkpoint-every 0 | Invalid value for option '--checkpoint-every': expected epochs such as 2, or steps such as 500steps, found '0'.",
                "train --checkpoint-every 5s | Invalid value for option '--checkpoint-every': expected epochs such as 2, or steps such as 500steps, found '5s'.",
                "course losses --json /      | --json /: expected a file in a folder that can be written to.",
                "train --target species | Missing option --data=FILE.csv: --target and the other options of a table need one.",
                "train --drop island  | Missing option --data=FILE.csv: --target and the other options of a table need one.",
                "sweep --target species --seeds 2 | Missing option --data=FILE.csv: --target and the other options of a table need one.",
                "train --json /none/x | --json /none/x: expected a file in a folder that can be written to.",
                "train --size 20x20   | --size: data/mnist has IDX files, whose size and test images are their own. Leave it out.",
                "train --epoch 3      | Unknown options: '--epoch', '3' (did you mean --epochs?)",
                "evaluate             | Missing required parameter: 'MODEL'",
                "predict              | Missing required parameters: 'MODEL', 'IMAGE'",
                "predict m i --threshold NaN | Invalid value for option '--threshold': expected a number from 0 to 1, found NaN.",
                "serve m --port 65536  | Invalid value for option '--port': expected a whole number from 0 to 65535, found 65536.",
                "export               | Missing required parameter: 'MODEL'",
                "export m --format tflite | Invalid value for option '--format' (FORMAT): expected onnx, safetensors, java or dl4j, found 'tflite'.",
                "verify --steps 3     | --steps is for verify FILE.npz, not for verify: leave it out.",
                "verify x --epochs 3  | --epochs is for verify, not for verify FILE.npz: leave it out.",
                "verify x --steps 0   | Invalid value for option '--steps': expected a whole number from 1 to 2147483647, found 0.",
                "course perceptron --gate NOT  | Invalid value for option '--gate': expected AND, OR, NAND, NOR or XOR, found 'NOT' (did you mean NOR?).",
                "course perceptron --lr 0      | Invalid value for option '--lr': expected a number above 0 and at most 1000.0, found 0.0.",
                "course perceptron --lr NaN    | Invalid value for option '--lr': expected a number above 0 and at most 1000.0, found NaN.",
                "course perceptron --epochs 0  | Invalid value for option '--epochs': expected a whole number from 1 to 100000, found 0.",
                "course perceptron --seed x    | Invalid value for option '--seed': expected a whole number, found 'x'.",
                "verify --epochs 1.5    | Invalid value for option '--epochs': expected a whole number, found '1.5'.",
                "verify --network 8-1-1,rleu | Invalid value for option '--network': Network \"8-1-1,rleu\": \"rleu\" means nothing here (did you mean relu?). The words are activation: (sigmoid, relu, tanh, softmax, leaky-relu, elu, gelu, softplus, identity), loss: (mse, bce, cross-entropy, huber, half-squared-error), output:, dropout:, groups:, init:, optimizer: (sgd, momentum, adam, adamw), lr:, momentum:, weight-decay:, epsilon:, class-weights:, schedule:, batch:, epochs:, validation:, folds:, patience:, time-limit:, seed:.",
                "verify --network 8-3,mse,output:softmax | Invalid value for option '--network': The output activation softmax does not go with mean squared error. Use identity with mean squared error, or softmax with categorical cross-entropy.",
                "verify --network 8-1 --network 8 | Invalid value for option '--network': Network \"8\": expected sizes first, found \"8\". Join inputs, hidden layers and outputs by hyphens, such as 8-32-16-1, or 8-1 without a hidden layer.",
                "verify --network 8-1 --epochs 3 | --epochs is for verify, not for verify --network: leave it out.",
                "verify --network 8-1 --data x | --data is for verify, verify FILE.npz, verify --device cuda, not for verify --network: leave it out.",
                "serve m --port http    | Invalid value for option '--port': expected a whole number, found 'http'.",
                "course backprop --hidden 0    | Invalid value for option '--hidden': expected a whole number from 1 to 256, found 0.",
                "course backprop --hidden 8,-1 | Invalid value for option '--hidden': expected a whole number from 1 to 256, found -1.",
                "course backprop --hidden 999999999 | Invalid value for option '--hidden': expected a whole number from 1 to 256, found 999999999.",
                "course backprop --hidden 9999999999 | Invalid value for option '--hidden' (N): expected a smaller whole number, found '9999999999'.",
                "course backprop --hidden many | Invalid value for option '--hidden' (N): expected a whole number, found 'many'.",
                "course backprop --hidden 1,1,1,1,1,1,1,1,1 | Invalid value for option '--hidden': expected at most 8 layers, found 9.",
                "course backprop --activation swish | Invalid value for option '--activation': expected sigmoid, relu, tanh, softmax, leaky-relu, elu, gelu, softplus or identity, found 'swish'.",
                "course backprop --hidden 1 --activation softmax | A softmax over one unit is always 1. Use sigmoid, or give the softmax layer two units or more.",
                "course backprop --lr 1e9      | Invalid value for option '--lr': expected a number above 0 and at most 1000.0, found 1.0E9.",
                "course backprop --lr -Infinity | Invalid value for option '--lr': expected a number above 0 and at most 1000.0, found -Infinity.",
                "course backprop --epochs 0    | Invalid value for option '--epochs': expected a whole number from 1 to 1000000, found 0.",
                "train --dry-run --data pom.xml | Missing option --target=COLUMN: pom.xml is a table, of which a column is to be learnt.",
                "train --dry-run --resume runs/x | --dry-run: the run in runs/x keeps what it began with; with --resume only --epochs, --patience, --time-limit and how it runs may be given.",
                "sweep --dry-run        | --dry-run is not for the trials of a sweep.",
                "train --data x.csv --target y --task numbers | Invalid value for option '--task': expected classes or regression, found 'numbers'.",
                "train --data x.csv --target y --delimiter ,, | Invalid value for option '--delimiter': expected one character, tab or space, found ',,'.",
                "train --data x.csv --target y --encoding utf-9 | Invalid value for option '--encoding': expected an encoding such as UTF-8, windows-1252 or UTF-16, found 'utf-9'.",
                "course losses --json /none/x  | --json /none/x: expected a file in a folder that can be written to."
            })
    void nonsenseIsRefusedInTwoLines(String line, String message) {
        Cli result = Cli.run(line.split(" "));
        String[] words = line.split(" ");
        String command =
                words[0].startsWith("-") ? "train" : words[0].equals("course") ? "course " + words[1] : words[0];
        assertEquals(message + "\nSee \"crosscheck " + command + " --help\".\n", result.err());
        assertEquals(2, result.code());
        assertEquals("", result.out());
    }

    /** Every option of every command that is a number or a switch. */
    @Test
    void whatIsNoValueIsAnsweredWithWhatWasExpectedInWords() {
        Set<Class<?>> types = Set.of(
                int.class,
                Integer.class,
                long.class,
                Long.class,
                double.class,
                Double.class,
                boolean.class,
                Path.class);
        int tried = 0;
        for (String command : commands()) {
            for (OptionSpec option : spec(command).options()) {
                Class<?> type =
                        option.typeInfo().isCollection() ? option.typeInfo().getAuxiliaryTypes()[0] : option.type();
                if (types.contains(type) && !option.usageHelp() && !option.versionHelp()) {
                    String wrong = type == Path.class ? "nul\0" : "what";
                    Cli result = Cli.run((command + " " + option.longestName() + "=" + wrong).split(" "));
                    assertTrue(
                            result.err()
                                    .matches("Invalid value for option '.+: expected [a-z0-9 ,(][^\\n]*, found '"
                                            + wrong.replace("\0", "\\\\u0000")
                                            + "'\\.\nSee \"crosscheck .+ --help\"\\.\n"),
                            result.err());
                    assertEquals(2, result.code(), result.err());
                    tried++;
                }
            }
        }
        assertTrue(tried > 60, tried + " options");
    }

    @ParameterizedTest
    @CsvSource({
        "trian, Unmatched argument at index 0: 'trian', train",
        "help trian, Unknown subcommand 'trian'., train",
        "losses, Unmatched argument at index 0: 'losses', course losses",
    })
    void anUnknownCommandIsRefusedWithASuggestion(String line, String message, String meant) {
        Cli result = Cli.run(line.split(" "));
        assertEquals(message + " (did you mean " + meant + "?)\nSee \"crosscheck --help\".\n", result.err());
        assertEquals(2, result.code());
    }

    /** @return all commands by their names, those of the course after {@code course}; not {@code help} */
    static List<String> commands() {
        List<String> names = new ArrayList<>(ROOT.getSubcommands().keySet());
        names.remove("help");
        names.addAll(chapters().keySet().stream().map(name -> "course " + name).toList());
        return names;
    }

    private static Map<String, CommandLine> chapters() {
        return ROOT.getSubcommands().get("course").getSubcommands();
    }

    private static CommandSpec spec(String command) {
        CommandLine line = command.startsWith("course ")
                ? chapters().get(command.substring(command.indexOf(' ') + 1))
                : ROOT.getSubcommands().get(command);
        return line.getCommandSpec();
    }

    /** Help fits a screen and leads to the rest. */
    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsAScreenAndLeadsToAllOptions(String command) {
        Cli help = Cli.run((command + " --help").split(" "));
        assertEquals(0, help.code());
        assertTrue(help.out().startsWith("Usage: crosscheck " + command + " [OPTIONS]"), help.out());
        assertTrue(help.out().lines().count() <= LINES_OF_A_SCREEN, help.out());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
        List<String> lines = help.out().lines().toList();
        List<String> examples = lines.subList(lines.indexOf("Examples:") + 1, lines.size());
        assertTrue(examples.get(0).startsWith("  crosscheck " + command), help.out());
        long shown = examples.stream().takeWhile(line -> line.startsWith("  ")).count();
        assertTrue(shown >= 2 && shown <= 3, help.out());
        if (!command.equals("course")) {
            assertTrue(help.out().contains("\nAll options: crosscheck " + command + " --help-all\n"), help.out());
        }
        if (!command.contains(" ")) {
            assertEquals(help.out(), Cli.run("help", command).out());
        }
    }

    /** {@code --help-all} shows each option once, and so does {@code --help} those that it shows. */
    @ParameterizedTest
    @MethodSource("commands")
    void helpAllShowsEachOptionOnce(String command) {
        String all = Cli.run((command + " --help-all").split(" ")).out();
        String some = Cli.run((command + " --help").split(" ")).out();
        for (OptionSpec option : spec(command).options()) {
            assertEquals(1, optionLines(all, name(option)), name(option) + "\n" + all);
            assertTrue(optionLines(some, name(option)) <= 1, some);
        }
        assertTrue(all.lines().allMatch(line -> line.length() <= 80), all);
    }

    /** Whoever trains can read all that there is. */
    @Test
    void allOptionsOfTrainAreReadAtOnce() {
        List<String> help = Cli.run("train", "--help-all").out().lines().toList();
        assertTrue(help.size() <= LINES_OF_ALL_OF_TRAIN, help.size() + " lines");
    }

    private static String name(OptionSpec option) {
        return option.negatable() ? option.longestName().replace("--", "--[no-]") : option.longestName();
    }

    private static long optionLines(String help, String name) {
        Pattern line = Pattern.compile("(?m)^ {2,6}(-\\w, )?(--help, )?" + Pattern.quote(name) + "(?![\\w-])");
        return line.matcher(help).results().count();
    }

    /** A command's line in the list is the first of its help, and what is to be copied stands on one line, or on lines joined by a backslash. */
    @ParameterizedTest
    @MethodSource("commands")
    void summariesAndExamplesFitTheirLines(String command) {
        UsageMessageSpec usage = spec(command).usageMessage();
        String summary = usage.description()[0];
        String list =
                Cli.run(command.startsWith("course ") ? "course" : "--help").out();
        assertTrue(list.contains("  " + summary + "\n"), list);
        assertTrue(summary.endsWith("."), summary);
        for (String line : usage.footer()) {
            assertTrue(!line.startsWith("  ") || line.length() < 80, line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpListsTheCommandsAndExitCodes(String option) {
        Cli help = Cli.run(option);
        assertEquals(0, help.code());
        List<String> headings =
                help.out().lines().filter(line -> line.matches("[A-Z][a-z ]+:")).toList();
        assertEquals(List.of("Learn:", "Train and use:", "Measure and trust:"), headings);
        commands().stream()
                .filter(name -> !name.contains(" "))
                .forEach(name -> assertTrue(help.out().contains("\n  " + name + " "), help.out()));
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
        assertTrue(Files.notExists(out), "nothing is left behind");
    }

    @Test
    void aFileIsNoRunToResume(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("model.safetensors"), "x");
        Cli result = Cli.run("train", "--resume", file.toString());
        assertEquals(
                file + ": expected the folder of a run, found a file.\nName the folder of a run with --resume.\n",
                result.err());
        assertEquals(1, result.code());
    }

    @Test
    void verboseAddsTheStackTrace(@TempDir Path folder) {
        Cli result = Cli.run("train", "-v", "--data", folder.resolve("none").toString());
        assertTrue(result.err().contains("\tat dev.crosscheck.data.ImageData"), result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"perceptron --no-check", "errata"})
    void theDefaultFolderIsNamedAfterTheCommand(String line) throws IOException {
        Cli result = Cli.run(("course " + line).split(" "));
        String folder =
                result.out().substring(result.out().indexOf("Run: ") + 5).strip();
        String command = line.split(" ")[0];
        assertTrue(folder.matches("runs.%s-\\d{8}-\\d{6}(-\\d+)?".formatted(command)), folder);
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
