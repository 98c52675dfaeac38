package dev.crosscheck.cli;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Whether what a command shows is also compared with Deeplearning4j. */
final class CheckOptions {
    @Option(names = "--no-check", description = "Do not compare the numbers with Deeplearning4j's.")
    private boolean skip;

    /** @return whether nothing is to be compared */
    boolean skipped() {
        return skip;
    }

    /**
     * Compares, prints the verdicts and writes them to {@code checks.json}.
     *
     * @param output where the verdicts go
     * @param folder the run's folder
     * @param checks compares, with ND4J started on the CPU, and reports progress
     * @return the exit code: 3 if anything disagrees
     */
    int run(OutputOptions output, RunFolder folder, Function<ProgressListener, List<Verdict>> checks) {
        if (skip) {
            return ExitCode.OK;
        }
        output.note("Comparing with Deeplearning4j; --no-check leaves this out.");
        Nd4jRuntime.startOnCpu();
        List<Verdict> verdicts;
        try (ProgressBar progress = new ProgressBar(output)) {
            verdicts = checks.apply(progress);
        }
        output.print("");
        VerdictTable.print(output, verdicts);
        Json.write(folder.path().resolve("checks.json"), verdicts);
        return verdicts.stream().allMatch(Verdict::passed) ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }
}
