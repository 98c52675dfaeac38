package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class TrainerOptionsTest {
    private static final OptionalInt NO_THREADS = OptionalInt.empty();

    @Command(name = "train")
    private static final class Host {
        @Mixin
        private NetworkOptions options;
    }

    private static NetworkOptions options(String... args) {
        Host host = new Host();
        Conversions.register(new CommandLine(host)).parseArgs(args);
        return host.options;
    }

    @Test
    void kernelsAreRefusedIfTheTrainerThatIsChosenIsDl4js() {
        NetworkOptions chosen = options("--trainer", "dl4j", "--kernels", "dense");
        ParameterException refused =
                assertThrows(ParameterException.class, () -> chosen.method(TrainingMethod.byDefault(), NO_THREADS));
        assertTrue(refused.getMessage().contains("add --trainer by-hand"), refused.getMessage());
        NetworkOptions options = options("--kernels", "dense");
        assertThrows(ParameterException.class, () -> options.method(TrainingMethod.dl4j(), NO_THREADS), "resume");
    }

    @Test
    void kernelsAreTakenByTheTrainerByHandAndThoseSavedAreNoOption() {
        assertEquals(
                Kernels.DENSE,
                options("--kernels", "dense")
                        .method(TrainingMethod.byHand(Kernels.SPARSE), NO_THREADS)
                        .kernels());
        assertEquals(
                TrainerChoice.DL4J,
                options("--trainer", "dl4j")
                        .method(TrainingMethod.byHand(Kernels.DENSE), NO_THREADS)
                        .trainer());
    }
}
