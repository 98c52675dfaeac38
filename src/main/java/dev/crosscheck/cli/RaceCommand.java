package dev.crosscheck.cli;

import dev.crosscheck.bench.Machine;
import dev.crosscheck.bench.Race;
import dev.crosscheck.bench.RaceResult;
import dev.crosscheck.bench.RaceResult.Standing;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.train.Recipe;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times whole runs of one recipe, and tests whether they reach 98 %. */
@Command(
        description =
                "By hand, by DL4J and by PyTorch. A run is a process of its own, from its start to its end: reading the data,"
                        + " training, testing and saving the model. The contestants take turns, seed by seed. Who has fewer than"
                        + " 20 runs, or whose mean accuracy on the test images is not above 98 %% by two one-sided tests with p"
                        + " below 0.01, Student's t test and one for skewed accuracies, is disqualified. PyTorch runs in the fastest of its settings, found by a trial.",
        footer = {
            "  crosscheck race",
            "  crosscheck race --python ~/torch/bin/python3 --json race.json",
            "  crosscheck race --recipe default --seeds 30",
            "  crosscheck race --only by-hand,dl4j --seed 301",
            "",
            "Close other programs first; Ctrl-C stops it and its processes at once."
        })
final class RaceCommand implements Callable<Integer> {
    /** Beyond those that settings were chosen with. */
    private static final long FIRST_SEED = 201;

    private static final int MOST_SEEDS = 1000;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--recipe",
            paramLabel = "default|fast98",
            description = "Whose settings every contestant has. Default: fast98.")
    private Recipe recipe = Recipe.FAST98;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed. Default: 201.")
    private long seed = FIRST_SEED;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            converter = ContestantName.class,
            description = "Who races: by-hand, dl4j, pytorch. Default: all that can.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "A Python with torch. Default: python3, else /usr/bin/python3.")
    private String python;

    private int seeds = Race.LEAST_SEEDS;
    private int leastSeeds = Race.LEAST_SEEDS;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Runs of each contestant, with seeds that follow each other: 20 or more. Default: 20.")
    void setSeeds(int value) {
        seeds = Checks.within(command, "--seeds", value, leastSeeds, MOST_SEEDS);
    }

    /** Allows a race that is too short for anybody to qualify. */
    void allowSeeds(int least) {
        leastSeeds = least;
    }

    @Override
    public Integer call() {
        return output.run(this::race);
    }

    private int race() {
        Race.Options options = new Race.Options(
                recipe,
                seed,
                seeds,
                only.isEmpty() ? new LinkedHashSet<>(Race.names()) : only,
                data.folder().toAbsolutePath(),
                Optional.ofNullable(python));
        data.read(); // A folder that has no images is no contestant's failure.
        RunFolder folder = folders.make(command.name());
        BenchReport report = new BenchReport(output, folder);
        report.start(Machine.current());
        RaceResult result = Race.run(options, folder.path(), output::note);
        Json.write(folder.path().resolve("race.json"), result);
        output.writeJson(result);
        print(result, report);
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }

    private void print(RaceResult result, BenchReport report) {
        List<Standing> standings = result.standings();
        report.machine(result.machine());
        output.print(
                "Recipe: %s; from the process's start to its end; means with their 95 %% intervals; p is the larger of two tests",
                result.recipe().label());
        output.print("");
        output.printTable(
                List.of("name", "seconds", "min-max", "ratio", "runs", "accuracy %", "p", ""),
                standings.stream().map(RaceCommand::row).toList());
        output.print("");
        standings.forEach(standing -> output.print(
                "%-8s %s (%s)",
                standing.name(), standing.label(), standing.runs().get(0).engine()));
        report.leftOut(result.leftOut(), standings.stream().map(Standing::name).toList());
    }

    private static List<String> row(Standing standing) {
        Summary accuracy = standing.accuracyPercent();
        return List.of(
                standing.name(),
                text("%.2f", standing.seconds().median()),
                text("%.2f-%.2f", standing.seconds().least(), standing.seconds().most()),
                text("%.2f", standing.timesTheFirst()),
                Integer.toString(standing.runs().size()),
                accuracy.interval() == null
                        ? text("%.3f", accuracy.mean())
                        : text(
                                "%.3f ±%.3f",
                                accuracy.mean(), accuracy.interval().high() - accuracy.mean()),
                standing.above() == null ? "-" : text("%.1g", standing.above().p()),
                verdict(standing));
    }

    private static String verdict(Standing standing) {
        if (standing.qualified()) {
            return "qualified";
        }
        return standing.runs().size() < Race.LEAST_SEEDS ? "too few" : "disqualified";
    }

    /** Reads a contestant's name. */
    static final class ContestantName implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return Conversions.oneOf(value, Race.names().toArray(String[]::new), name -> name);
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
