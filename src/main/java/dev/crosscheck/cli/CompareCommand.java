package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.statistics.McNemar;
import dev.crosscheck.sweep.ComparisonPage;
import dev.crosscheck.sweep.Contender;
import dev.crosscheck.sweep.RunComparison;
import dev.crosscheck.sweep.RunComparison.Parting;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.record.KilledRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts runs and sweeps side by side. */
@Command(
        description = {
            "Shows what differs between them, their figures with intervals, and their curves.",
            "Of two runs also the first step at which their losses part, and McNemar's test on the test images that only one"
                    + " has right."
        },
        footer = {
            "  crosscheck compare runs/first runs/second",
            "  crosscheck compare runs/sweep-20260102-030405",
            "  crosscheck compare runs/sweep-of-dl4j runs/sweep-by-hand"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Folders of completed runs, or of sweeps; the others are compared with the first.")
    private List<Path> folders;

    @Mixin
    private FolderOptions out;

    @Mixin
    private OutputOptions output;

    private final List<String> notes = new ArrayList<>();

    /**
     * The result as JSON.
     *
     * @param comparison of all
     * @param parting of two runs' losses; else null, as where their checkpoints are gone
     * @param mcNemar of two runs' answers; else null, as where their models or data are gone
     */
    record Result(RunComparison comparison, Parting parting, McNemar mcNemar) {}

    @Override
    public Integer call() {
        return output.run(this::compare);
    }

    private int compare() {
        List<Contender> contenders = new ArrayList<>();
        for (Path folder : folders) {
            KilledRun.look(folder).ifPresent(output::note);
            contenders.addAll(Contender.read(folder));
        }
        if (contenders.size() < 2) {
            throw new ParameterException(
                    command.commandLine(),
                    folders.get(0) + " is one run, or one setting of a sweep: name another to compare it with.");
        }
        RunFolder folder = out.make(command.name());
        return RunLog.toFolder(folder.path(), () -> {
            RunComparison comparison = RunComparison.of(contenders);
            ComparisonReport report = new ComparisonReport(output, contenders, comparison);
            report.print();
            boolean twoRuns = contenders.stream().allMatch(each -> each.runs().size() == 1) && contenders.size() == 2;
            Result result = twoRuns ? ofTwoRuns(comparison, contenders) : new Result(comparison, null, null);
            Json.write(folder.path().resolve("comparison.json"), result);
            String page = ComparisonPage.html(comparison, notes);
            folder.writeText("compare.html", page);
            output.writeJson(result);
            output.print("Run: %s", folder.path());
            return ExitCode.OK;
        });
    }

    private Result ofTwoRuns(RunComparison comparison, List<Contender> contenders) {
        RunPair pair = new RunPair(
                contenders.get(0).runs().get(0).folder(),
                contenders.get(1).runs().get(0).folder());
        return new Result(comparison, parting(pair), mcNemar(pair));
    }

    private Parting parting(RunPair pair) {
        try {
            Parting parting = pair.parting(output::warn);
            if (parting.step() == 0) {
                tell("Losses: the same bits in all of the %d steps that both have.", parting.steps());
            } else {
                tell(
                        "Losses: part at step %d of %d: %s and %s.",
                        parting.step(), parting.steps(), parting.first(), parting.second());
            }
            return parting;
        } catch (CrosscheckException e) {
            output.caution("Losses of the steps cannot be compared: " + e.getMessage());
            return null;
        }
    }

    private McNemar mcNemar(RunPair pair) {
        try {
            McNemar test = pair.mcNemar();
            tell(
                    "Test images that only one has right: %d by A, %d by B; McNemar's exact p %.3g. That speaks of these two"
                            + " networks and these images; what other seeds would do takes a sweep.",
                    test.onlyFirst(), test.onlySecond(), test.p());
            return test;
        } catch (CrosscheckException e) {
            output.caution("Answers cannot be compared: " + e.getMessage());
            return null;
        }
    }

    /** Prints a sentence, and keeps it for the page. */
    private void tell(String format, Object... values) {
        String sentence = String.format(Locale.ROOT, format, values);
        output.print("%s", sentence);
        notes.add(sentence);
    }

    /**
     * Two runs, step by step and image by image.
     *
     * @param first a run's folder
     * @param second another's
     */
    private record RunPair(Path first, Path second) {

        /** Whether each test image was recognised, and which classes they are of. */
        private record Answers(boolean[] right, int[] labels) {}

        /**
         * @param warn receives a line for each damaged checkpoint
         * @throws CrosscheckException if one has no checkpoint that can be read
         */
        Parting parting(Consumer<String> warn) {
            return Parting.of(losses(first, warn), losses(second, warn));
        }

        private static double[] losses(Path run, Consumer<String> warn) {
            return Checkpoints.kept(run, warn).stream()
                    .findFirst()
                    .orElseThrow(() -> CrosscheckException.expected(
                            run.toString(), "a run with a checkpoint", "none that can be read", "Train it anew."))
                    .stepLosses();
        }

        /**
         * McNemar's test on the images that both were tested on.
         *
         * @throws CrosscheckException if a model or its data are gone, they are of a table, or the two were tested on different images
         */
        McNemar mcNemar() {
            Answers one = answers(first);
            Answers other = answers(second);
            if (!Arrays.equals(one.labels, other.labels)) {
                throw new CrosscheckException(
                        first + " and " + second + " were tested on different images.",
                        "Compare runs on the same data.");
            }
            return McNemar.of(one.right, other.right);
        }

        private static Answers answers(Path run) {
            Model model = Model.load(run);
            if (model.table() != null) {
                throw new CrosscheckException(run + ": a model of a table.", "Compare models of images.");
            }
            ImageSet images = new TestDataOptions().read(run, model).images().test();
            float[] probabilities = model.answers(images);
            boolean[] right = new boolean[images.size()];
            Arrays.fill(right, true);
            Evaluation.worst(probabilities, images.labels(), images.size())
                    .forEach(mistake -> right[mistake.index()] = false);
            return new Answers(right, images.labels());
        }
    }
}
