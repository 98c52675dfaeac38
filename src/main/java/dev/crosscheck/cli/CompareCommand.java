package dev.crosscheck.cli;

import dev.crosscheck.sweep.Contender;
import dev.crosscheck.sweep.RunComparison;
import dev.crosscheck.sweep.SeedFigures;
import dev.crosscheck.train.record.KilledRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts runs and sweeps side by side. */
@Command(
        description = "Shows what differs between them and their figures with intervals.",
        footer = {
            "  crosscheck compare runs/first runs/second",
            "  crosscheck compare runs/sweep-20260102-030405",
            "  crosscheck compare runs/sweep-of-dl4j runs/sweep-by-hand"
        })
final class CompareCommand extends Subcommand {
    /** Digits of a digest that are printed. */
    private static final int SHOWN_DIGITS = 12;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Folders of completed runs or of sweeps; the others are compared with the first.")
    private List<Path> folders;

    @Override
    int run() {
        List<List<Contender>> contenders = new ArrayList<>();
        for (Path folder : folders) {
            KilledRun.look(folder).ifPresent(output::note);
            contenders.add(Contender.read(folder));
        }
        int count = contenders.stream().mapToInt(List::size).sum();
        if (count < 2) {
            throw wrong(folders.get(0) + " is one run, or one setting of a sweep: name another to compare it with.");
        }
        RunComparison comparison = RunComparison.of(contenders);
        print(comparison);
        if (count > comparison.sides().size()) {
            output.print(
                    "(%d more settings are in the summary.json of their sweeps.)",
                    count - comparison.sides().size());
        }
        output.writeJson(comparison);
        return ExitCode.OK;
    }

    private void print(RunComparison comparison) {
        comparison
                .indices()
                .forEach(i -> output.print(
                        "%s: %s",
                        RunComparison.letter(i),
                        TextTable.unbroken(comparison.sides().get(i).name())));
        output.print("");
        if (comparison.differing().isEmpty()) {
            output.print("Settings, data, code and device are the same for all.");
        } else {
            printDifferences(comparison.differing());
        }
        output.print("");
        Map<String, Function<Integer, String>> columns = comparison.columns();
        output.printTable(List.copyOf(columns.keySet()), comparison.indices(), i -> SeedFigures.cells(columns, i));
        output.print("%s", comparison.words());
    }

    private void printDifferences(Map<String, List<String>> differing) {
        output.print("What differs:");
        differing.forEach((name, values) -> output.print(
                "  %s: %s",
                name,
                IntStream.range(0, values.size())
                        .mapToObj(i -> RunComparison.letter(i) + " " + shortened(values.get(i)))
                        .collect(Collectors.joining("; "))));
        if (differing.keySet().stream().anyMatch(name -> name.startsWith("SHA-256 of "))) {
            output.caution("Their data differ: figures of different data say nothing of the settings.");
        }
    }

    private static String shortened(String value) {
        if (value == null) {
            return "not set";
        }
        return value.matches("[0-9a-f]{64}") ? value.substring(0, SHOWN_DIGITS) + "..." : value;
    }
}
