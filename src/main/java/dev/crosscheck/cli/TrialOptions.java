package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Checks the options of a sweep's trials with {@code train}'s own parser. */
final class TrialOptions {
    /** Settings besides those of {@link Setting#ALL}: who trains, and how pictures and columns become inputs. */
    private static final List<String> OTHERS =
            List.of("trainer", "layers", "size", "numeric", "categorical", "drop", "split-by", "missing");

    /** Options that trials cannot have: they would write elsewhere, stop by the clock, or not train. */
    private static final List<String> NOT_PASSED =
            List.of("--time-limit", "--dry-run", "--json", "--out", "--resume", "--seed", "--help");

    /** Default for MNIST's 60,000 images. */
    private static final String HELD_IMAGES = "--validation=5000";

    private static final String HELD_ROWS = "--validation=20%";

    private final CommandSpec command;
    private final CommandLine program = CrosscheckCommand.parser(Set.of(Commands.TRAIN));

    /** @param command the command sweep, for errors */
    TrialOptions(CommandSpec command) {
        this.command = command;
    }

    /** @return names of settings: what train may be told of the network, its training and its inputs */
    static Set<String> names() {
        Stream<String> ofNetwork = Setting.ALL.stream()
                .filter(setting -> setting.use() != Setting.Use.LINE)
                .map(Setting::label);
        return Stream.concat(ofNetwork, OTHERS.stream())
                .filter(name -> !NOT_PASSED.contains("--" + name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Parses a trial's options, to refuse before any trial runs what {@code train} would refuse. */
    ParseResult parsed(List<String> others, Map<String, String> setting) {
        try {
            ParseResult parsed = train(others, setting);
            if (parsed.commandSpec().userObject() instanceof TrainCommand train) {
                train.requireFit();
            }
            ResultFile.requireApart(command, ResultFile.read(parsed.commandSpec()));
            return parsed;
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw Checks.wrong(command, e.getMessage() + CrosscheckCommand.suggestion(e));
        } catch (ParameterException e) {
            throw Checks.wrong(command, e.getMessage());
        }
    }

    private ParseResult train(List<String> others, Map<String, String> setting) {
        List<String> arguments = new ArrayList<>(List.of(Commands.TRAIN.label()));
        arguments.addAll(others);
        arguments.addAll(SweepPlan.options(setting));
        return program.parseArgs(arguments.toArray(String[]::new)).subcommand();
    }

    /** @return the arguments of all trials: those given, one thread, and validation data to choose by */
    List<String> arguments(List<String> others, List<Map<String, String>> settings) {
        ParseResult parsed = parsed(others, Map.of());
        requirePassed(parsed);
        List<String> all = new ArrayList<>(others);
        if (!parsed.hasMatchedOption("--threads")) {
            all.add("--threads=1");
        }
        boolean held = parsed.hasMatchedOption("--validation")
                || settings.stream().allMatch(setting -> setting.containsKey("validation"));
        if (settings.size() > 1 && !held) {
            all.add(validation(parsed));
        }
        return all;
    }

    private void requirePassed(ParseResult parsed) {
        for (String name : NOT_PASSED) {
            if (parsed.hasMatchedOption(name)) {
                throw Checks.wrong(command, name + " is not for the trials of a sweep.");
            }
        }
    }

    /** The default of --validation, since settings must not be chosen by the test set. */
    private String validation(ParseResult parsed) {
        Path data = parsed.matchedOptionValue("--data", null);
        if (parsed.hasMatchedOption("--target") || data != null && Files.isRegularFile(data)) {
            return HELD_ROWS;
        }
        if (data == null) {
            return HELD_IMAGES;
        }
        throw Checks.wrong(
                command, "--data " + data + ": settings are chosen by images that are held out: add --validation N.");
    }

    /**
     * Refuses a plan with options that no sweep gives to {@code train}: the file may come from somebody else, and must not make a trial write
     * elsewhere.
     *
     * @param sweep the sweep's folder
     */
    void requirePlain(SweepPlan plan, Path sweep) {
        Path file = sweep.resolve(RunFolder.PLAN);
        requirePlain(plan, Map.of(), file);
        Set<String> names = names();
        Set<Map.Entry<String, String>> values = new LinkedHashSet<>();
        plan.settings().forEach(setting -> values.addAll(setting.entrySet()));
        for (Map.Entry<String, String> value : values) {
            if (!names.contains(value.getKey())) {
                throw CrosscheckException.expected(
                        file.toString(), "settings of train", value.getKey(), "Begin another sweep.");
            }
            requirePlain(plan, Map.ofEntries(value), file);
        }
    }

    private void requirePlain(SweepPlan plan, Map<String, String> setting, Path file) {
        CommandSpec train;
        try {
            // Looks at no file: the trials run in the plan's folder, which is another.
            ParseResult parsed = train(plan.arguments(), setting);
            requirePassed(parsed);
            train = parsed.commandSpec();
        } catch (ParameterException e) {
            throw new CrosscheckException(file + ": " + e.getMessage(), "Begin another sweep.", e);
        }
        ResultFile.requireApart(command, ResultFile.read(train).map(Path.of(plan.folder())::resolve));
    }
}
