package dev.crosscheck.cli;

import dev.crosscheck.bench.TableBench;
import dev.crosscheck.bench.TableBenchResult;
import dev.crosscheck.bench.TablePart;
import dev.crosscheck.bench.TableStanding;
import dev.crosscheck.run.RunFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The comparison on a table instead of on digits. */
final class TableBenchOptions {
    private static final int ROWS = 1_000_000;
    private static final int QUICK_ROWS = 50_000;
    private static final int COLUMNS = 50;

    /** A file of some 30 GB, as reading takes minutes. */
    private static final int MOST_ROWS = 100_000_000;

    private static final int MOST_COLUMNS = 1000;

    /** The network of the comparison on digits. */
    private static final List<Integer> HIDDEN = List.of(256);

    private static final int BATCH = 64;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--table",
            description = "Read a table that is made for it, train for an epoch and predict instead, beside"
                    + " scikit-learn's MLPClassifier.")
    private boolean table;

    private Integer rows;
    private Integer columns;

    @Option(names = "--rows", paramLabel = "N", description = "Of the table. Default: 1000000; with --quick 50000.")
    void setRows(int value) {
        rows = Checks.within(command, "--rows", value, 1, MOST_ROWS);
    }

    @Option(names = "--columns", paramLabel = "N", description = "Of the table, the last to be learnt. Default: 50.")
    void setColumns(int value) {
        columns = Checks.within(command, "--columns", value, TableBench.Options.LEAST_COLUMNS, MOST_COLUMNS);
    }

    /** @return whether a table is to be measured */
    boolean wanted() {
        if (!table && (rows != null || columns != null)) {
            throw new ParameterException(command.commandLine(), "--rows and --columns are of a table: add --table.");
        }
        return table;
    }

    /** @return what to measure */
    TableBench.Options options(int rounds, boolean quick) {
        int most = rows != null ? rows : quick ? QUICK_ROWS : ROWS;
        return new TableBench.Options(most, columns == null ? COLUMNS : columns, 1, HIDDEN, BATCH, rounds);
    }

    /** Measures and prints. */
    static TableBenchResult run(
            TableBench.Options options, Optional<String> python, OutputOptions output, RunFolder folder) {
        TableBenchResult result = TableBench.run(options, python, folder.path(), output::note);
        output.print(
                "Table: %,d rows, %d columns, %.0f MB; an epoch of %s hidden units, batch %d; %d round%s",
                options.rows(),
                options.columns(),
                result.fileMb(),
                options.hidden().get(0),
                options.batch(),
                options.rounds(),
                options.rounds() == 1 ? "" : "s");
        output.print("Thousands of rows a second, by the medians");
        output.print("");
        output.printTable(
                headings(),
                result.standings().stream().map(TableBenchOptions::row).toList());
        output.print("");
        result.standings()
                .forEach(standing -> output.print("%-9s %s (%s)", standing.name(), standing.label(), standing.note()));
        return result;
    }

    private static List<String> headings() {
        List<String> headings = new ArrayList<>(List.of("name"));
        Arrays.stream(TablePart.values()).map(TablePart::label).forEach(headings::add);
        headings.addAll(List.of("epoch x sklearn", "right", "peak MiB"));
        return headings;
    }

    private static List<String> row(TableStanding standing) {
        List<String> row = new ArrayList<>(List.of(standing.name()));
        standing.rowsPerSecond().values().forEach(speed -> row.add(text("%.1f", speed / 1000)));
        row.add(standing.timesAsFast() == null ? "-" : text("%.2f", standing.timesAsFast()));
        row.add(text("%.2f%%", 100 * standing.right()));
        row.add(standing.peakMib() == null ? "-" : standing.peakMib().toString());
        return row;
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
