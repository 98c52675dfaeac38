package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.AtomicFile;
import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** No command writes a result over what it reads. */
class ResultFileTest extends CommandLines {
    private static final CommandLine ROOT = CrosscheckCommand.parser();

    /**
     * Each command with the arguments that name what it reads and what it writes, or the new folder that it makes. Others are numbers and names
     * of constants, or in {@link #TEXTS}. A new command or option is missing here at first: a file for a result has the type {@link ResultFile}, a file
     * that is read the type {@link Path} or {@link Part}; what else is read is checked by {@link OutputOptions#requireApart}.
     */
    private static final String DECLARED = """
            compare: reads RUN; writes --json
            completion: reads FILE; writes
            course: reads; writes
            course activations: reads; writes --json, new --out
            course backprop: reads; writes --json, new --out
            course convolution: reads; writes --json, new --out
            course descent: reads; writes --json, new --out
            course errata: reads; writes --json, new --out
            course losses: reads; writes --json, new --out
            course perceptron: reads; writes --json, new --out
            doctor: reads; writes --json
            evaluate: reads --data MODEL TABLE; writes --json, new --out
            explore: reads --data --model; writes --json --save
            export: reads --data MODEL; writes --json, new --out
            help: reads; writes
            inspect: reads PATH; writes --json
            predict: reads IMAGE MODEL; writes --json --out
            serve: reads MODEL; writes --json
            sweep: reads --resume; writes --json, new --out
            train: reads --data --init --resume --test --validation; writes --json, new --out
            verify: reads --data --each --init FILE.npz|RUN|COMMAND; writes --gradescope --json, new --out --vectors
            """;

    /** Arguments whose value is a text, or read from one, and no file. */
    private static final Set<String> TEXTS = Set.of(
            ("--host COMMAND --target --numeric --categorical --drop --split-by --split-time --missing --decide --hidden --activation"
                            + " --optimizer --lr --batch --epochs --folds --patience --time-limit --seed --with --network --grid --spark"
                            + " --spark-conf --checkpoint-every --size")
                    .split(" "));

    private Path taken;
    private byte[] content;

    @BeforeEach
    void writeFiles() throws IOException {
        taken = write("taken.csv", "x,y\n1,a\n2,b\n");
        content = Files.readAllBytes(taken);
        write("other.csv", "x,y\n3,a\n");
    }

    private static Map<String, CommandSpec> commands() {
        Map<String, CommandSpec> all = new TreeMap<>();
        add(all, "", ROOT);
        return all;
    }

    private static void add(Map<String, CommandSpec> all, String before, CommandLine parent) {
        parent.getSubcommands().forEach((name, command) -> {
            all.put(before + name, command.getCommandSpec());
            add(all, before + name + " ", command);
        });
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    private static boolean isResult(ArgSpec arg) {
        return arg.type() == ResultFile.class;
    }

    private static boolean isNewFolder(ArgSpec arg) {
        return arg.userObject() instanceof Member field && field.getDeclaringClass() == FolderOptions.class
                || name(arg).equals("--vectors");
    }

    private static boolean isRead(ArgSpec arg) {
        Class<?> type = arg.auxiliaryTypes()[0];
        boolean isNoText = type.isPrimitive()
                || type.isEnum()
                || type == Charset.class
                || type.getName().startsWith("java.lang.") && type != String.class && type != Object.class
                || Enum.class.isAssignableFrom(type);
        return !isResult(arg) && !isNewFolder(arg) && !isNoText && !TEXTS.contains(name(arg));
    }

    private static Set<String> names(CommandSpec command, Predicate<ArgSpec> which) {
        return command.args().stream()
                .filter(which)
                .map(ResultFileTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String words(CommandSpec command, String before, Predicate<ArgSpec> which) {
        Set<String> names = names(command, which);
        return names.isEmpty() ? "" : before + String.join(" ", names);
    }

    @Test
    void everyArgumentOfEveryCommandIsDeclared() {
        StringBuilder found = new StringBuilder();
        commands()
                .forEach((name, command) -> found.append(name + ": reads" + words(command, " ", ResultFileTest::isRead)
                        + "; writes" + words(command, " ", ResultFileTest::isResult)
                        + words(command, ", new ", ResultFileTest::isNewFolder) + "\n"));
        assertEquals(DECLARED, found.toString());
    }

    /** Every command with every pair of an argument that is read and an option for a result; a sweep reads what its trials do. */
    private static Stream<List<String>> pairs() {
        List<List<String>> pairs = new ArrayList<>();
        commands().forEach((name, command) -> {
            Set<String> read = new TreeSet<>(names(command, ResultFileTest::isRead));
            if (name.equals("sweep")) {
                read.addAll(names(commands().get("train"), ResultFileTest::isRead));
                read.add("--grid=init");
            }
            for (String input : read) {
                names(command, ResultFileTest::isResult).forEach(result -> pairs.add(List.of(name, input, result)));
            }
        });
        assertTrue(pairs.size() >= 25, pairs.size() + " pairs");
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aResultOverAnInputIsRefused(List<String> pair) throws IOException {
        String command = pair.get(0);
        String input = pair.get(1);
        StringBuilder line = new StringBuilder(command);
        if (input.startsWith("--")) {
            line.append(" " + input + "=DIR/taken.csv");
        }
        for (PositionalParamSpec arg : commands().get(command).positionalParameters()) {
            if (arg.paramLabel().equals(input)) {
                line.append(" DIR/taken.csv");
            } else if (arg.arity().min() > 0 || arg.index().min() == 0 && input.equals("TABLE")) {
                line.append(" DIR/other.csv");
            }
        }
        String refusal = pair.get(2) + " DIR/taken.csv: would replace what is read from DIR/taken.csv.";
        refused(2, refusal.replace("DIR", folder.toString()), line + " " + pair.get(2) + " DIR/taken.csv");
        assertArrayEquals(content, Files.readAllBytes(taken));
        assertEquals(Set.of("taken.csv", "other.csv"), files(folder));
    }

    /** Where no option names it, these read the project's MNIST. */
    @ParameterizedTest
    @ValueSource(strings = {"explore", "train", "verify"})
    void theDefaultDataAreRead(String command) {
        CommandLine program = CrosscheckCommand.parser();
        CommandSpec spec = program.parseArgs(command).subcommand().commandSpec();
        assertTrue(ResultFile.read(spec).anyMatch(DataOptions.mnist()::equals));
    }

    @Test
    void theSameFileHasManyNames() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("taken.csv"));
        Path hard = Files.createLink(folder.resolve("hard"), taken);
        Path around = folder.resolve("..").resolve(folder.getFileName()).resolve("taken.csv");
        for (Path one : List.of(taken, link, hard, around)) {
            for (Path other : List.of(taken, link, hard, around)) {
                assertTrue(AtomicFile.replaces(one, other), one + " over " + other);
            }
        }
        assertFalse(AtomicFile.replaces(folder.resolve("other.csv"), taken));
        assertFalse(AtomicFile.replaces(folder.resolve("new"), folder.resolve("new")), "there is nothing to replace");
        assertFalse(AtomicFile.replaces(Path.of("/dev/null"), Path.of("/dev/null")), "it is written to");
    }

    @Test
    void aFolderIsReadWithItsFilesAndAModelWithTheRecordOfItsRun() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("pictures/cats"));
        Path picture = pictures.resolve("cat.png");
        assertFalse(AtomicFile.replaces(picture, folder.resolve("pictures")), "a new file replaces nothing");
        Files.writeString(picture, "");
        Path link = Files.createSymbolicLink(folder.resolve("link"), pictures);
        for (Path read : List.of(folder.resolve("pictures"), pictures, link)) {
            assertTrue(AtomicFile.replaces(picture, read) && AtomicFile.replaces(link.resolve("cat.png"), read));
            assertFalse(AtomicFile.replaces(taken, read));
        }
        Path record = write("pictures/run.json", "{}");
        assertTrue(AtomicFile.replaces(record, write("pictures/model.safetensors", "")));
    }

    @Test
    void ofTheFolderOfARunOnlyItsOwnFilesAreRead() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run/checkpoints")).getParent();
        write("run/run.json", "{}");
        assertFalse(AtomicFile.replaces(write("run/result.json", ""), run));
        for (String own :
                ("run.json model.safetensors model.zip checkpoints/step metrics.csv measures.json .lock run.html log.txt"
                                + " sweep.json trials/one summary.json sweep.html")
                        .split(" ")) {
            Files.createDirectories(run.resolve(own).getParent());
            Path file = write("run/" + own, "");
            assertTrue(AtomicFile.replaces(file, run), own);
        }
    }
}
