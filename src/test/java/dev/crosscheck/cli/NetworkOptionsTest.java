package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
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
import org.junit.jupiter.params.provider.CsvSource;
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
            Map.entry("--folds", "3"),
            Map.entry("--seed", "2"),
            Map.entry("--layers", "stock"),
            Map.entry("--epochs", "11"),
            Map.entry("--batch", "32"),
            Map.entry("--lr", "0.1"),
            Map.entry("--hidden", "64,32"),
            Map.entry("--activation", "tanh"),
            Map.entry("--optimizer", "sgd"),
            Map.entry("--init", "he"),
            Map.entry("--with", "dropout:0.5"),
            Map.entry("--validation", "6000"),
            Map.entry("--patience", "3"),
            Map.entry("--time-limit", "9s"));

    private static final Set<String> MAY_CHANGE = Set.of("--epochs", "--patience", "--time-limit");

    private static final Set<String> HOW_IT_RUNS = Set.of("--trainer", "--layers");

    @Command(name = "train")
    private static final class Host {
        @Mixin
        private NetworkOptions network = new NetworkOptions();

        private final CommandLine program = Conversions.register(new CommandLine(this));

        Host(String line) {
            network.addTo(program.getCommandSpec());
            program.parseArgs(line.isEmpty() ? new String[0] : line.split(" "));
        }
    }

    private static TrainingConfig config(String line) {
        return new Host(line).network.config();
    }

    static List<String> names() {
        return new Host("")
                .program.getCommandSpec().options().stream()
                        .map(OptionSpec::longestName)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aResumedRunTakesWhatMayChangeAndRefusesTheRest(String name) {
        Cli result = Cli.run("train", "--resume", "/none/run", name, OTHERS.get(name));
        if (MAY_CHANGE.contains(name)) {
            assertEquals(1, result.code(), result.err());
            TrainingConfig saved = config("--validation 5000");
            assertNotEquals(saved, new Host(name + " " + OTHERS.get(name)).network.resumed(saved, 1));
        } else if (!HOW_IT_RUNS.contains(name)) {
            assertEquals(2, result.code(), result.err());
            String message = result.err();
            assertTrue(message.startsWith(name + ": the run in /none/run keeps what it began with; "), message);
            MAY_CHANGE.forEach(other -> assertTrue(message.contains(other), message));
        }
    }

    /** A sweep chooses the seeds, and a trial must not end by the clock. */
    @Test
    void aGridTakesTheSameOptionsTheWordsAndThoseThatMakeInputs() {
        List<String> expected = new ArrayList<>(names());
        expected.removeAll(List.of("--seed", "--time-limit", "--with"));
        expected.addAll(List.of("--size", "--numeric", "--categorical", "--drop", "--split-by", "--missing"));
        expected.addAll(
                List.of("--loss", "--dropout", "--momentum", "--weight-decay", "--class-weights", "--schedule"));
        assertEquals(
                expected.stream().map(name -> name.substring(2)).sorted().toList(), List.copyOf(TrialOptions.names()));
    }

    /** Sweeps parse many lines with one parser. */
    @Test
    void whatOneLineHasIsNotInTheNext() {
        Host host = new Host("--lr 0.1 --with dropout:0.5 --init x.npz --validation 9");
        host.program.parseArgs();
        assertEquals(config(""), host.network.config());
    }

    @Test
    void withoutOptionsTheCoursesSettingsHold() {
        assertEquals(TrainingConfig.of(Setups.digits(1, 10, 64, 0.001, 256)), config(""));
        assertEquals(
                OptimizerSpec.Kind.SGD.byDefault().learningRate(),
                config("--optimizer sgd").learningRate());
    }

    /** All that a line of words can say, beside what the options do. */
    @Test
    void wordsAndOptionsMakeOneSetup() {
        TrainingConfig config = config("--hidden 32,16 --activation tanh --optimizer adamw --lr 0.01 --batch 100"
                + " --epochs 5 --seed 7 --init he --validation 500 --patience 2 --time-limit 1m30s"
                + " --with weight-decay:0.1,DROPOUT:0.2 --with class-weights:balanced,schedule:step");
        assertEquals(
                "?-32-16-? tanh cross-entropy dropout:0.2 init:he adamw lr:0.01 weight-decay:0.1 class-weights:balanced"
                        + " schedule:step/0.1/2 batch:100 epochs:5 validation:500 patience:2 time-limit:90.0 seed:7",
                config.setup().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "schedule:cosine, COSINE, 0, 7",
        "schedule:cosine/0.1, COSINE, 0.1, 7",
        "schedule:cosine/0.1/3, COSINE, 0.1, 3",
        "schedule:step, STEP, 0.1, 3",
        "schedule:step/0.5, STEP, 0.5, 3",
        "schedule:step/0.5/2, STEP, 0.5, 2",
        "schedule:constant, CONSTANT, 1, 1"
    })
    void aScheduleTakesTheRunsEpochsUnlessItHasItsOwn(String word, RateSchedule.Kind kind, double factor, int epochs) {
        assertEquals(
                new RateSchedule(kind, factor, epochs),
                config("--epochs 7 --with " + word).training().schedule());
    }

    /** A table's network comes with a cosine over its own epochs. */
    @Test
    void aCosineOverTheWholeRunEndsWithTheEpochsThatAreGiven() {
        Setup usual = Setup.parse("3-8-1 epochs:20 schedule:cosine/0/20");
        TrainingConfig config = new Host("--epochs 9").network.ofTable(usual, 0, 0, null);
        assertEquals(
                new RateSchedule(RateSchedule.Kind.COSINE, 0, 9),
                config.training().schedule());
    }

    /** A resumed run keeps its layers and its kernels, unless an option names others. */
    @ParameterizedTest
    @CsvSource({
        "AUTO, '', AUTO",
        "AUTO, --layers crosscheck --trainer dl4j, DL4J",
        "AUTO, --layers stock, DL4J_STOCK",
        "DL4J_STOCK, '', DL4J_STOCK",
        "DL4J_STOCK, --trainer dl4j, DL4J_STOCK",
        "DL4J_STOCK, --layers crosscheck, DL4J",
        "DL4J_STOCK, --trainer by-hand, BY_HAND",
        "BY_HAND, --trainer by-hand, BY_HAND",
        "BY_HAND, --trainer dl4j, DL4J"
    })
    void theTrainerOfAResumedRunIsKeptUnlessAnotherIsNamed(TrainerChoice saved, String line, TrainerChoice then) {
        TrainingMethod method =
                new Host(line).network.method(new TrainingMethod(saved, KernelChoice.DENSE, 3), OptionalInt.empty());
        KernelChoice kernels = then == saved ? KernelChoice.DENSE : KernelChoice.AUTO;
        assertEquals(new TrainingMethod(then, kernels, 3), method);
    }
}
