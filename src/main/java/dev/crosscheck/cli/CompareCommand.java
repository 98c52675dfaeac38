package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.Model;
import dev.crosscheck.statistics.McNemar;
import dev.crosscheck.sweep.Contender;
import dev.crosscheck.sweep.RunComparison;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.record.KilledRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts runs and sweeps side by side. */
@Command(
        description = {
            "Shows what differs between them and their figures with intervals.",
            "Of two runs also McNemar's test on the test images that only one has right."
        },
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

    /**
     * The result as JSON.
     *
     * @param comparison of all
     * @param mcNemar test of the answers of two runs; null for sweeps, and if a model or its data are missing
     */
    record Result(RunComparison comparison, McNemar mcNemar) {}

    @Override
    int run() {
        List<Contender> contenders = new ArrayList<>();
        for (Path folder : folders) {
            KilledRun.look(folder).ifPresent(output::note);
            contenders.addAll(Contender.read(folder));
        }
        if (contenders.size() < 2) {
            throw wrong(folders.get(0) + " is one run, or one setting of a sweep: name another to compare it with.");
        }
        RunComparison comparison = RunComparison.of(contenders);
        print(comparison);
        boolean twoRuns = contenders.stream().allMatch(each -> each.runs().size() == 1) && contenders.size() == 2;
        McNemar test = twoRuns
                ? mcNemar(
                        contenders.get(0).runs().get(0).folder(),
                        contenders.get(1).runs().get(0).folder())
                : null;
        output.writeJson(new Result(comparison, test));
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
        TextTable.print(output, comparison.columns(), comparison.indices());
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

    private McNemar mcNemar(Path first, Path second) {
        try {
            Answers one = answers(first);
            Answers other = answers(second);
            if (!Arrays.equals(one.labels, other.labels)) {
                throw new CrosscheckException(
                        first + " and " + second + " were tested on different images.",
                        "Compare runs on the same data.");
            }
            McNemar test = McNemar.of(one.right, other.right);
            output.print(
                    "Test images that only one has right: %d by A, %d by B; McNemar's exact p %.3g. That speaks of these two"
                            + " networks and these images; what other seeds would do takes a sweep.",
                    test.onlyFirst(), test.onlySecond(), test.p());
            return test;
        } catch (CrosscheckException e) {
            output.caution("Answers cannot be compared: " + e.getMessage());
            return null;
        }
    }

    /** Whether each test image was recognised, and its class. */
    private record Answers(boolean[] right, int[] labels) {}

    private static Answers answers(Path run) {
        Model model = Model.load(run);
        if (!model.ofImages()) {
            throw new CrosscheckException(run + ": a model of a table.", "Compare models of images.");
        }
        ImageSet images = TestDataOptions.read(null, run, model).images().test();
        boolean[] right = new boolean[images.size()];
        Arrays.fill(right, true);
        Evaluation.worst(model.answers(images), images.labels(), images.size())
                .forEach(mistake -> right[mistake.index()] = false);
        return new Answers(right, images.labels());
    }
}
