package dev.crosscheck.cli;

import dev.crosscheck.device.Device;
import dev.crosscheck.device.Environment;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.proof.verify.TrainerCheck;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.report.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks networks that the user describes, for {@code verify --network}. */
final class NetworkVerification {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkVerification.class);

    private static final List<Report.Gap> NOT_VERIFIED = List.of(
            new Report.Gap("Longer trainings", "rounding grows from step to step, by hand and in DL4J."),
            new Report.Gap(
                    "Dropout", "the mathematics in double has none; steps of the trainer have that of the line."),
            new Report.Gap(
                    "The digit trainers, and the checks themselves", "\"verify\" without --network is for these."));

    private final OutputOptions output;

    NetworkVerification(OutputOptions output) {
        this.output = output;
    }

    /**
     * Checks each network, with ND4J started on the CPU, prints the verdicts and writes the comparison report.
     *
     * @return the exit code: 3 if anything disagrees
     */
    int run(List<Setup> setups, RunFolder folder) {
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        List<Findings> findings = new ArrayList<>();
        List<Report.Gap> gaps = new ArrayList<>(NOT_VERIFIED);
        for (Setup setup : setups) {
            add(findings, setup, NetworkCheck.findings(setup));
            TrainerCheck.findings(setup)
                    .ifPresentOrElse(
                            result -> add(findings, setup, result),
                            () -> gaps.add(new Report.Gap("A trainer of " + setup, "train trains no such network.")));
        }
        Report report = new Report(
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                (System.nanoTime() - startNanos) / 1e9,
                VerifyCommand.rows(Environment.current(Device.CPU)),
                findings,
                List.of(),
                gaps,
                List.of(),
                List.of());
        printEnd(setups.size(), report);
        VerifyCommand.write(report, folder, output);
        return exitCode(findings);
    }

    /** @return what the process is to return for these results */
    static int exitCode(List<Findings> findings) {
        return findings.stream().allMatch(Findings::passed) ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }

    private void add(List<Findings> findings, Setup setup, Findings result) {
        result.verdicts().forEach(verdict -> LOG.info("{}: {}", setup, verdict.line()));
        findings.add(result);
        print(result);
    }

    private void print(Findings result) {
        output.print("%s", result.title());
        output.print("%s", result.note());
        VerdictTable.print(output, result.verdicts());
        output.print("");
    }

    private void printEnd(int networks, Report report) {
        output.print("Not verified by this run:");
        report.notVerified().forEach(gap -> output.print("  %s: %s", gap.what(), gap.reason()));
        int comparisons = report.findings().stream()
                .mapToInt(result -> result.verdicts().size())
                .sum();
        output.print(
                "%n%d %s, %d comparisons in %.1f s: %s.",
                networks,
                networks == 1 ? "network" : "networks",
                comparisons,
                report.seconds(),
                report.disagreements() == 0 ? "everything agrees" : report.disagreements() + " disagree");
    }
}
