package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.RateSchedule.Kind;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Recipe;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Settings that go together, and what is given besides. */
class RecipeTest {
    private static final Recipe FAST98 = Recipe.FAST98;
    private static final Setup SETUP = FAST98.setup();

    @Command(name = "train")
    private static final class Host {
        @Spec
        private CommandSpec command;

        @Mixin
        private NetworkOptions network;
    }

    private static Host parsed(String options) {
        Host host = new Host();
        CommandLine program = Conversions.register(new CommandLine(host));
        program.parseArgs(options.isEmpty() ? new String[0] : options.split(" "));
        return host;
    }

    private static TrainingConfig config(String options) {
        Host host = parsed(options);
        return host.network.config();
    }

    @Test
    void withoutOneTheCoursesSettingsHoldAndNoneIsNamed() {
        TrainingConfig config = config("");
        assertNull(config.recipe());
        assertEquals(TrainingConfig.of(Setups.digits(1, 10, 64, 0.001, 256)), config);
        assertEquals(config.with(draft -> draft.recipe = Recipe.DEFAULT), config("--recipe default"));
    }

    @Test
    void allSettingsOfARecipeHold() {
        TrainingConfig config = config("--recipe fast98");
        assertEquals(FAST98, config.recipe());
        assertEquals(SETUP.training().epochs(), config.training().epochs());
        assertEquals(SETUP.training().batch(), config.training().batch());
        assertEquals(SETUP.training().optimizer().learningRate(), config.learningRate());
        assertEquals(SETUP.network().hidden(), config.network().hidden());
        assertEquals(
                new RateSchedule(FAST98.schedule(), 0, SETUP.training().epochs()),
                config.training().schedule());
    }

    @Test
    void whatIsGivenWins() {
        TrainingConfig config =
                config("--recipe fast98 --epochs 3 --batch 100 --lr 0.01 --hidden 32,16 --schedule step --seed 7");
        assertEquals(3, config.training().epochs());
        assertEquals(100, config.training().batch());
        assertEquals(0.01, config.learningRate());
        assertEquals(List.of(32, 16), config.network().units());
        assertEquals(new RateSchedule(Kind.STEP, 0.1, 1), config.training().schedule());
        assertEquals(FAST98, config.recipe());
    }

    @Test
    void aCosineEndsWithTheEpochsThatAreGivenAndTakesADecay() {
        assertEquals(
                new RateSchedule(Kind.COSINE, 0.1, 3),
                config("--recipe fast98 --epochs 3 --decay 0.1").training().schedule());
        assertEquals(
                RateSchedule.CONSTANT,
                config("--recipe fast98 --schedule constant").training().schedule());
    }

    @Test
    void theRateIsAdamsAndAnotherOptimizerHasItsOwn() {
        assertEquals(
                OptimizerSpec.Kind.SGD.byDefault().learningRate(),
                config("--recipe fast98 --optimizer sgd").learningRate());
    }
}
