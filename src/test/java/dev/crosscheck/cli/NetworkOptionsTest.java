package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.StandInProbe;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** What a resumed run and a sweep's grid make of each option of a network and its training. */
class NetworkOptionsTest {
    /** Each option, not as a run has it that was begun without options; a new option needs one here. */
    private static final String OTHERS =
            "--trainer dl4j --folds 3 --seed 2 --layers stock --epochs 11 --batch 32 --lr 0.1"
                    + " --hidden 64,32 --activation tanh --optimizer sgd --init he --with dropout:0.5 --validation 6000"
                    + " --patience 3 --time-limit 9s";

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

    static Stream<String> others() {
        return Stream.of(OTHERS.split(" (?=--)"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aResumedRunTakesWhatMayChangeAndRefusesTheRest(String option) {
        String name = option.split(" ")[0];
        Cli result = Cli.run(("train --resume /none/run " + option).split(" "));
        if (MAY_CHANGE.contains(name)) {
            assertEquals(1, result.code(), result.err());
            TrainingConfig saved = config("--validation 5000");
            assertNotEquals(saved, new Host(option).network.resumed(saved, 1));
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
        Set<String> expected = new TreeSet<>();
        new Host("").program.getCommandSpec().options().forEach(option -> expected.add(option.longestName()));
        assertEquals(expected, others().map(option -> option.split(" ")[0]).collect(Collectors.toSet()));
        expected.removeAll(List.of("--seed", "--time-limit", "--with"));
        expected.addAll(List.of("--size", "--numeric", "--categorical", "--drop", "--split-by", "--missing"));
        expected.addAll(List.of(
                "--loss",
                "--dropout",
                "--momentum",
                "--weight-decay",
                "--class-weights",
                "--schedule",
                "--shift",
                "--mirror"));
        assertEquals(
                expected, TrialOptions.names().stream().map(name -> "--" + name).collect(Collectors.toSet()));
    }

    /** The kernel is larger than maps of 7x7 digits; the others end before anything is read or written. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --dry-run --data DIGITS --hidden conv4x5,conv4x5"
                        + " | The layer conv4x5 has inputs of 3x3. Take a smaller kernel, fewer layers before it or larger pictures.",
                "sweep --grid hidden=conv4x5,pool2,32 | Invalid value for option '--hidden': expected a convolution before pool2, found 'pool2'."
                        + " Values with commas are separated by semicolons: 'hidden=64;conv8x5,pool2,64'.",
                "sweep --data /none/a.csv --target b --grid hidden=conv4x5;32"
                        + " | --hidden conv4x5: a table's rows are no pictures, which a convolution needs. Name numbers of units.",
                "sweep --layers crosscheck --grid hidden=conv4x5;32"
                        + " | --layers crosscheck: Deeplearning4j trains convolutions with its own layers: leave it out."
            })
    void convolutionsThatCannotBeAreWrongUsage(String line, String problem, @TempDir Path folder) {
        String data = line.contains("DIGITS") ? SmallDigits.write(folder, 20, 10) : "";
        Cli result = Cli.run(line.replace("DIGITS", data).split(" "));
        assertEquals(2, result.code(), result.err());
        assertEquals(problem, result.err().lines().findFirst().orElse(""));
    }

    /** The layers of a model decide on the device and refuse what they cannot have; they keep their activations. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "28x28-conv2x5-pool2-8-10       | --device auto                     | Device: cpu, because by hand convolutions are trained on the CPU",
                "28x28-conv2x5-pool2-8-10       | --activation tanh                 | A convolution with the activation tanh. Take relu, the activation that it has here.",
                "28x28-conv2x5-pool2-8-10       | --hidden 8                        | --hidden 8: the hidden layers of MODEL are conv2x5,pool2,8.",
                "28x28-conv2x5-pool2-8-10       | --trainer dl4j --with dropout:0.5 | --trainer dl4j does not train this network,",
                "28x28-conv2x5-pool2-8-10       | --layers crosscheck               | --layers crosscheck: Deeplearning4j trains convolutions with its own layers",
                "784-8-10 tanh                  | ''                                | Network: 784-8-10 tanh cross-entropy",
                "784-8-10 tanh                  | --activation gelu                 | Network: 784-8-10 gelu cross-entropy",
            })
    void aModelToStartFromBringsItsLayers(String network, String options, String said, @TempDir Path folder) {
        Path model = folder.resolve(Model.FILE);
        DrawnModels.ofDigits(Setup.parse(network + " cross-entropy").network()).save(model);
        CommandLine program = CrosscheckCommand.parser();
        TrainCommand train = program.getSubcommands().get("train").getCommand();
        train.use(new StandInProbe(EmulatedDriver.right()));
        Cli result = Cli.run(
                program,
                ("train --dry-run --init " + model + " " + options).strip().split(" "));
        boolean fine = said.startsWith("Device") || said.startsWith("Network");
        assertEquals(fine ? 0 : 2, result.code(), result.err());
        String text = fine ? result.sentences() : result.err();
        assertTrue(text.contains(said.replace("MODEL", model.toString())), text);
    }

    /** Sweeps parse many lines with one parser. */
    @Test
    void whatOneLineHasIsNotInTheNext() {
        Host host = new Host("--lr 0.1 --with dropout:0.5 --init x.npz --validation 9");
        host.program.parseArgs();
        assertEquals(config(""), host.network.config());
    }

    /** Of what is not given, the course's settings hold; a schedule takes the run's epochs unless it has its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                         | relu cross-entropy adam lr:0.001 batch:64",
                "--optimizer sgd                            | relu cross-entropy sgd lr:0.1 batch:64",
                "--epochs 7 --with schedule:cosine          | relu cross-entropy adam lr:0.001 schedule:cosine/0.0/7 batch:64 epochs:7",
                "--epochs 7 --with schedule:cosine/0.1      | relu cross-entropy adam lr:0.001 schedule:cosine/0.1/7 batch:64 epochs:7",
                "--epochs 7 --with schedule:cosine/0.1/3    | relu cross-entropy adam lr:0.001 schedule:cosine/0.1/3 batch:64 epochs:7",
                "--epochs 7 --with schedule:step            | relu cross-entropy adam lr:0.001 schedule:step/0.1/3 batch:64 epochs:7",
                "--epochs 7 --with schedule:step/0.5        | relu cross-entropy adam lr:0.001 schedule:step/0.5/3 batch:64 epochs:7",
                "--epochs 7 --with schedule:step/0.5/2      | relu cross-entropy adam lr:0.001 schedule:step/0.5/2 batch:64 epochs:7",
                "--epochs 7 --with schedule:constant        | relu cross-entropy adam lr:0.001 batch:64 epochs:7",
                "--activation tanh --optimizer adamw --lr 0.01 --batch 100 --epochs 5 --init he --validation 500 --patience 2 --time-limit 1m30s"
                        + " --with weight-decay:0.1,DROPOUT:0.2 --with class-weights:balanced,schedule:step"
                        + " | tanh cross-entropy dropout:0.2 init:he adamw lr:0.01 weight-decay:0.1 class-weights:balanced"
                        + " schedule:step/0.1/2 batch:100 epochs:5 validation:500 patience:2 time-limit:90.0"
            })
    void wordsAndOptionsMakeOneSetup(String line, String setup) {
        assertEquals("?-256-? " + setup + " seed:1", config(line).setup().toString());
        assertEquals(
                "?-32-16-? " + setup + " seed:7",
                config(("--hidden 32,16 --seed 7 " + line).strip()).setup().toString());
    }

    /** A table's network comes with a cosine over its own epochs; one that is shorter or longer than the run stays as it is. */
    @ParameterizedTest
    @CsvSource({"20, 9", "5, 5", "30, 30"})
    void onlyACosineOverTheWholeRunEndsWithTheEpochsThatAreGiven(int length, int expected) {
        Setup usual = Setup.parse("3-8-1 epochs:20 schedule:cosine/0/" + length);
        Settings settings = new Settings();
        settings.set(Setting.EPOCHS, "9");
        assertEquals(
                new RateSchedule(RateSchedule.Kind.COSINE, 0, expected),
                settings.over(usual).training().schedule());
    }

    /** A cosine with a length of its own leaves the run's epochs free. */
    @ParameterizedTest
    @CsvSource({"cosine, false", "cosine/0/20, false", "cosine/0/9, true", "cosine/0/30, true", "step/0.1/20, true"})
    void aResumedRunKeepsItsEpochsIfItsCosineEndsWithThem(String schedule, boolean free) {
        TrainingConfig saved = config("--epochs 20 --with schedule:" + schedule);
        Supplier<TrainingConfig> longer = () -> new Host("--epochs 25").network.resumed(saved, 3);
        if (free) {
            assertEquals(25, longer.get().training().epochs());
            assertEquals(saved.training().schedule(), longer.get().training().schedule());
        } else {
            String refusal = assertThrows(ParameterException.class, longer::get).getMessage();
            assertTrue(refusal.endsWith("ends with epoch 20, which cannot change."), refusal);
        }
        assertEquals(saved, new Host("--epochs 20").network.resumed(saved, 3));
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
