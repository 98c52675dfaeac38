package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.NetworkSummary;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.Sweep;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepResult;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.checkpoint.RunInspection;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.train.record.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a model, or the folder of a run or a sweep, consists of, and whether it is whole. */
@Command(
        description =
                "Layers and parameters of a model; files of a run and trials of a sweep, with their digests checked. Reads no"
                        + " data, uses no device and changes nothing. Exit code 1 if something is missing or damaged.",
        footer = {
            "  crosscheck inspect runs/train-20260102-030405",
            "  crosscheck inspect runs/sweep-20260102-030405",
            "  crosscheck inspect model.safetensors --json - | jq .network.parameters"
        })
final class InspectCommand extends Subcommand {
    private static final String ALL = "nothing is missing or damaged.";
    private static final String REMEDY = "Name a model, or the folder of a run or a sweep.";

    @Parameters(paramLabel = "PATH", description = "A model.safetensors, or the folder of a run or a sweep.")
    private Path path;

    /** The result as JSON: what was found, with {@code whole} and the {@code problems} last. */
    private final Map<String, Object> found = new LinkedHashMap<>();

    @Override
    int run() {
        if (!Files.exists(path)) {
            throw new CrosscheckException(path + ": no such file or folder.", REMEDY);
        }
        KilledRun.look(path).ifPresent(output::note);
        if (Files.isRegularFile(path.resolve(RunFolder.PLAN))) {
            return sweep();
        }
        if (Files.exists(path.resolve(RunFolder.RECORD)) || Files.isDirectory(path.resolve(RunFolder.CHECKPOINTS))) {
            return ofRun();
        }
        if (Files.isDirectory(path) && !Files.exists(path.resolve(Model.FILE))) {
            throw new CrosscheckException(
                    path + ": expected the folder of a run or a sweep, or one with a model, found none.", REMEDY);
        }
        print(Model.load(path));
        return judged(List.of(), "it can be read; name its run's folder to compare its SHA-256.");
    }

    private int ofRun() {
        RunInspection run = RunInspection.of(path, isOfSlimSweep());
        RunRecord record = run.record();
        if (record != null) {
            output.print(
                    "Run: %s, %s with %d of %d epochs%s",
                    path,
                    record.status().name().toLowerCase(Locale.ROOT),
                    record.epochs().size(),
                    record.config().training().epochs(),
                    record.failure() == null ? "" : ": " + record.failure());
            output.print("Network: %s", record.config().setup());
            output.print("Data: %s", record.data().folder());
            found.put("status", record.status());
        }
        boolean isWhole = run.problems().stream().noneMatch(problem -> problem.startsWith(Model.FILE));
        if (Files.exists(path.resolve(Model.FILE)) && isWhole) {
            output.print("");
            print(Model.load(path));
        }
        return judged(run.problems(), ALL);
    }

    private boolean isOfSlimSweep() {
        Path sweep = path.toAbsolutePath().normalize().resolveSibling("..").normalize();
        return Files.exists(sweep.resolve(RunFolder.PLAN))
                && SweepPlan.read(sweep).slim();
    }

    private int sweep() {
        List<String> problems = new ArrayList<>();
        Sweep sweep = Sweep.read(path, problems::add);
        SweepPlan plan = sweep.plan();
        for (Path file : sweep.files()) {
            if (!sweep.records().isEmpty() && !Files.isRegularFile(file)) {
                problems.add(file.getFileName() + " missing");
            }
        }
        sweep.records().keySet().forEach(trial -> {
            RunInspection run = RunInspection.of(sweep.folder(trial), plan.slim());
            run.problems().forEach(problem -> problems.add(trial.name() + "/" + problem));
        });
        SweepResult result = sweep.result();
        output.print(
                "Sweep: %s, %,d settings with %,d seeds each, from seed %d%s",
                path,
                plan.settings().size(),
                plan.seeds(),
                plan.firstSeed(),
                plan.slim() ? ", without models (--slim)" : "");
        output.print(
                "Trials: %,d of %,d finished%s%s",
                result.done(),
                result.trials(),
                result.diverged() == 0 ? "" : ", of which " + result.diverged() + " diverged",
                result.done() == result.trials() ? "" : "; \"sweep --resume\" does the others");
        found.put("trials", result.trials());
        found.put("finished", result.done());
        found.put("diverged", result.diverged());
        return judged(problems, ALL);
    }

    /** @param whole what to say if there is no problem */
    private int judged(List<String> problems, String whole) {
        found.put("whole", problems.isEmpty());
        found.put("problems", problems);
        output.writeJson(found);
        if (!problems.isEmpty()) {
            throw new CrosscheckException(
                    path + ": not whole: " + problems.get(0)
                            + (problems.size() == 1 ? "." : "; and " + (problems.size() - 1) + " more."),
                    "Bring the files back from a copy; \"train --resume\" or \"sweep --resume\" goes on from what is whole.");
        }
        output.print("");
        output.print("Whole: %s", whole);
        return ExitCode.OK;
    }

    private void print(Model content) {
        NetworkSummary network = NetworkSummary.of(content.spec());
        int groups = content.spec().groups();
        output.print(
                "Model: %s, %s%s",
                content.name(),
                content.spec().title(),
                groups == 1 ? "" : ": " + groups + " networks side by side, which answer together");
        print(network);
        TablePreparation table = TablePreparation.of(content.preparation());
        if (table == null) {
            return;
        }
        print(table.preprocessing().columnUse());
        table.decided().words(table.target()).forEach(words -> output.print("%s", words));
        found.put("decision", table.decided());
        if (table.importance() != null) {
            output.print("");
            MeasuresReport.print(output, table.importance(), table.target().task());
            found.put("importance", table.importance());
        }
    }

    private void print(List<ColumnUse> uses) {
        output.print("");
        output.print("Inputs: %s", ColumnUse.inWords(uses));
        output.printTable(
                List.of("Column", "Used as", "Inputs"),
                uses,
                use -> List.of(use.column(), use.words(), number(use.inputs())),
                ProblemTables.MOST_COLUMNS,
                "columns; --json has all.");
        found.put("columnUse", uses);
    }

    private void print(NetworkSummary network) {
        List<List<String>> rows = new ArrayList<>();
        for (NetworkSummary.Row layer : network.layers()) {
            rows.add(List.of(
                    number(layer.layer()),
                    layer.activation(),
                    weights(layer),
                    layer.output().stream().map(size -> number(size)).collect(Collectors.joining(" x ")),
                    number(layer.parameters())));
        }
        rows.add(List.of("", "", "", "", number(network.parameters())));
        output.printTable(
                List.of("Layer", "Activation", "Weights and biases", "Outputs", "Parameters"), rows, row -> row);
        found.put("network", network);
    }

    /** @return of a convolution (maps, channels, rows, columns), else (inputs, units), and the biases */
    private static String weights(NetworkSummary.Row layer) {
        boolean isConvolution = layer.weights().size() > 2;
        String weights = isConvolution
                ? layer.weights().stream().map(String::valueOf).collect(Collectors.joining(" x "))
                : layer.inputs() + " x " + layer.units();
        return weights + " + " + layer.weights().get(0);
    }

    private static String number(long value) {
        return Text.of("%,d", value);
    }
}
