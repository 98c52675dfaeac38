package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The comparison on a table, which it makes: each contestant reads it, trains for an epoch and predicts, in a process of its own. */
public final class TableBench {
    static final String SKLEARN = "sklearn";

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Options options;
    private final Turns turns;
    private final Path log;
    private final Bench.Progress progress;
    private final List<Contestant> contestants = new ArrayList<>();

    /**
     * What a comparison is to do.
     *
     * @param rows of the table, at least 1
     * @param columns of the table, at least {@link #LEAST_COLUMNS}
     * @param seed of the table
     * @param hidden units of each hidden layer
     * @param batch rows per step, at least 1
     * @param rounds turns per contestant, at least 1
     */
    public record Options(int rows, int columns, long seed, List<Integer> hidden, int batch, int rounds) {
        /** Columns that tell something, and the one to be learnt. */
        public static final int LEAST_COLUMNS = TableMaker.LEAST_COLUMNS;
    }

    private TableBench(Options options, Optional<String> python, Path folder, Bench.Progress progress) {
        this.options = options;
        this.log = Bench.log(folder);
        this.progress = progress;
        Map<String, String> leftOut = new LinkedHashMap<>();
        contestants.add(Lineup.onTables(CORES));
        Found<ScikitLearn> found = ScikitLearn.find(python);
        found.it()
                .ifPresentOrElse(
                        sklearn -> IntStream.of(1, CORES)
                                .distinct()
                                .mapToObj(sklearn::contestant)
                                .forEach(contestants::add),
                        () -> leftOut.put(SKLEARN, found.reason()));
        turns = new Turns(leftOut, progress);
    }

    /**
     * Runs the comparison.
     *
     * @param options what to do
     * @param python the interpreter that has scikit-learn, if one is named
     * @param folder where the processes' log goes, and the table while it is needed
     * @param progress learns what is being measured
     * @throws CrosscheckException if nobody completes a round; one that fails later keeps what it measured
     */
    public static TableBenchResult run(Options options, Optional<String> python, Path folder, Bench.Progress progress) {
        return new TableBench(options, python, folder, progress).compare(folder.resolve("table.csv"));
    }

    private TableBenchResult compare(Path table) {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        progress.at("A table of " + options.rows() + " rows is made");
        try {
            table.toFile().deleteOnExit();
            TableMaker.write(table, options.rows(), options.columns(), options.seed());
            double megabytes = Files.size(table) / 1e6;
            List<TableStanding> standings = measure(table);
            turns.requireSome(!standings.isEmpty());
            return new TableBenchResult(created, machine, options, megabytes, against(standings), turns.leftOut());
        } catch (IOException e) {
            throw new CrosscheckException(
                    table + ": cannot be written: " + e.getMessage(), "Name a folder with room for it with --out.", e);
        } finally {
            delete(table);
        }
    }

    private static void delete(Path table) {
        try {
            Files.deleteIfExists(table);
        } catch (IOException e) {
            // It is tried again when this process ends.
        }
    }

    private List<TableStanding> measure(Path table) {
        List<String> told = new TableWorkload(table.toAbsolutePath(), options.batch(), options.hidden()).options();
        Map<Contestant, List<TableMeasurement>> measured =
                turns.rounds(contestants, options.rounds(), "Round", contestant -> {
                    TableMeasurement.Reader reader = new TableMeasurement.Reader(options.rows());
                    return Child.run(contestant, told, log, (line, time) -> reader.line(line), reader::result);
                });
        return measured.entrySet().stream()
                .map(entry -> TableStanding.of(entry.getKey(), entry.getValue(), options.rows()))
                .toList();
    }

    private static List<TableStanding> against(List<TableStanding> standings) {
        Optional<TableStanding> base = standings.stream()
                .filter(standing -> standing.name().startsWith(SKLEARN))
                .min(Comparator.comparing(
                        standing -> standing.seconds().get(TablePart.EPOCH).median()));
        return base.map(fastest -> standings.stream()
                        .map(standing -> standing.against(fastest))
                        .toList())
                .orElse(standings);
    }
}
