package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** What a resumed run and a sweep's grid make of each option of a network and its training. */
class NetworkOptionsTest {
    /** Not what a run has that was begun without options; a new option needs one here. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("--trainer", "dl4j"),
            Map.entry("--recipe", "fast98"),
            Map.entry("--folds", "3"),
            Map.entry("--seed", "2"),
            Map.entry("--layers", "stock"),
            Map.entry("--epochs", "11"),
            Map.entry("--batch", "32"),
            Map.entry("--lr", "0.1"),
            Map.entry("--hidden", "64,32"),
            Map.entry("--activation", "tanh"),
            Map.entry("--dropout", "0.5"),
            Map.entry("--loss", "mse"),
            Map.entry("--class-weights", "balanced"),
            Map.entry("--optimizer", "sgd"),
            Map.entry("--momentum", "0.5"),
            Map.entry("--weight-decay", "0.1"),
            Map.entry("--init", "he"),
            Map.entry("--schedule", "cosine"),
            Map.entry("--decay", "0.5"),
            Map.entry("--decay-every", "2"),
            Map.entry("--validation", "6000"),
            Map.entry("--patience", "3"),
            Map.entry("--target-accuracy", "98"),
            Map.entry("--time-limit", "9s"));

    private static final Set<String> MAY_CHANGE = Set.of("--epochs", "--patience", "--target-accuracy", "--time-limit");

    private static final Set<String> HOW_IT_RUNS = Set.of("--trainer", "--layers");

    @Command(name = "train")
    private static final class Host {
        @Mixin
        private NetworkOptions network;

        private final CommandLine program = Conversions.register(new CommandLine(this));

        Host(List<String> options) {
            program.parseArgs(options.toArray(String[]::new));
        }
    }

    static List<String> names() {
        return new Host(List.of())
                .program.getCommandSpec().mixins().get("network").options().stream()
                        .map(OptionSpec::longestName)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aResumedRunTakesWhatMayChangeAndRefusesTheRest(String name) {
        Cli result = Cli.run("train", "--resume", "/none/run", name, OTHERS.get(name));
        if (MAY_CHANGE.contains(name)) {
            assertEquals(1, result.code(), result.err());
            TrainingConfig saved = new Host(List.of("--validation", "5000")).network.config();
            assertNotEquals(saved, new Host(List.of(name, OTHERS.get(name))).network.resumed(saved, 1));
        } else if (!HOW_IT_RUNS.contains(name)) {
            assertEquals(2, result.code(), result.err());
            String message = result.err();
            assertTrue(message.startsWith(name + ": the run in /none/run keeps what it began with; "), message);
            MAY_CHANGE.forEach(other -> assertTrue(message.contains(other), message));
        }
    }

    /** A sweep chooses the seeds, and a trial must not end by the clock. */
    @Test
    void aGridTakesTheSameOptionsTheTrainersAndThoseThatMakeInputs() {
        List<String> expected = new ArrayList<>(names());
        expected.removeAll(List.of("--seed", "--time-limit"));
        expected.addAll(List.of("--size", "--numeric", "--categorical", "--drop", "--split-by", "--missing"));
        Set<String> names = new TrialOptions(new Host(List.of()).program.getCommandSpec()).names();
        assertEquals(
                expected.stream().map(name -> name.substring(2)).sorted().toList(),
                names.stream().toList());
    }

    private static TrainingMethod method(TrainingMethod saved, String... options) {
        return new Host(List.of(options)).network.method(saved, OptionalInt.empty());
    }

    /** A resumed run keeps its layers, unless an option names others. */
    @Test
    void layersOfDl4jsFitAreKeptUnlessOthersAreNamed() {
        TrainingMethod usual = TrainingMethod.byDefault();
        assertEquals(TrainerChoice.AUTO, method(usual).trainer());
        assertEquals(
                TrainerChoice.DL4J,
                method(usual, "--layers", "crosscheck", "--trainer", "dl4j").trainer());
        TrainingMethod stock = method(usual, "--layers", "stock");
        assertEquals(TrainerChoice.DL4J_STOCK, stock.trainer());
        assertEquals(stock, method(stock));
        assertEquals(stock, method(stock, "--trainer", "dl4j"));
        assertEquals(TrainerChoice.DL4J, method(stock, "--layers", "crosscheck").trainer());
        assertEquals(
                TrainerChoice.BY_HAND, method(stock, "--trainer", "by-hand").trainer());
    }

    @Test
    void savedKernelsAreKeptUnlessTheTrainerChanges() {
        TrainingMethod dense = TrainingMethod.byHand(KernelChoice.DENSE);
        assertEquals(KernelChoice.DENSE, method(dense, "--trainer", "by-hand").kernels());
        assertEquals(KernelChoice.AUTO, method(dense, "--trainer", "dl4j").kernels());
    }
}
