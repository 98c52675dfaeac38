package dev.crosscheck.cli;

import dev.crosscheck.nn.Setting;
import dev.crosscheck.sweep.Grid;
import dev.crosscheck.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that determine a sweep's trials. */
final class SweepOptions {
    /** Default number of seeds: the fewest that give an interval. */
    private static final int SEEDS = 5;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Trials of each setting, with consecutive seeds. Default: 5.")
    private Integer seeds;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed. Default: 1.")
    private Long seed;

    @Option(
            names = "--grid",
            paramLabel = "NAME=VALUES",
            parameterConsumer = GridWords.class,
            description =
                    "Values to try for an option of train or a word of --with, as in lr=0.001,0.003 or dropout=0,0.2; of several, all"
                            + " combinations."
                            + " Values with commas are separated by semicolons: 'hidden=64;128,64'.")
    private List<String> grid;

    @Option(
            names = "--slim",
            description = "Delete each trial's model, checkpoint, pictures and page once its figures are recorded.")
    private boolean slim;

    /** Takes all words up to the next option, which may be one of train's. */
    static final class GridWords implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            List<String> words = new ArrayList<>();
            if (option.getValue() instanceof List<?> before) {
                before.forEach(word -> words.add(word.toString()));
            }
            int known = words.size();
            while (!arguments.isEmpty() && !arguments.peek().startsWith("-")) {
                words.add(arguments.pop());
            }
            if (words.size() == known) {
                throw Checks.wrong(command, "--grid: expected NAME=VALUES after it, found none.");
            }
            option.setValue(words);
        }
    }

    /**
     * @param command the command sweep
     * @param others options of train
     * @return the plan of the sweep
     */
    SweepPlan plan(CommandSpec command, List<String> others) {
        TrialOptions trials = new TrialOptions(command);
        trials.parsed(others, Map.of());
        List<Map<String, String>> settings =
                Checks.refusing(command, () -> Grid.settings(grid == null ? List.of() : grid, TrialOptions.names()));
        int perSetting = seeds == null ? SEEDS : Checks.within(command, "--seeds", seeds, 1, SweepPlan.MOST_TRIALS);
        long count = (long) perSetting * settings.size();
        if (count > SweepPlan.MOST_TRIALS) {
            throw Checks.wrong(
                    command,
                    settings.size() + " settings with " + perSetting + " seeds are " + count + " trials, more than "
                            + SweepPlan.MOST_TRIALS + ".");
        }
        // Each value is checked once: there may be very many combinations.
        settings.stream()
                .flatMap(setting -> setting.entrySet().stream())
                .distinct()
                .forEach(value -> check(command, trials, others, value));
        List<String> arguments = trials.arguments(others, settings);
        return SweepPlan.now(arguments, settings, seed == null ? 1 : seed, perSetting, slim);
    }

    /** Of layers that commas have divided it says what divides values. */
    private static void check(
            CommandSpec command, TrialOptions trials, List<String> others, Map.Entry<String, String> value) {
        try {
            trials.parsed(others, Map.ofEntries(value));
        } catch (ParameterException e) {
            if (value.getKey().equals(Setting.HIDDEN.label())
                    && value.getValue().startsWith("pool")) {
                throw Checks.wrong(
                        command,
                        e.getMessage()
                                + " Values with commas are separated by semicolons: 'hidden=64;conv8x5,pool2,64'.");
            }
            throw e;
        }
    }
}
