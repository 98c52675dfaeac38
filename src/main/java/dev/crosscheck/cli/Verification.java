package dev.crosscheck.cli;

import dev.crosscheck.course.errata.Errata;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.report.Report;
import dev.crosscheck.proof.report.ReportPage;
import dev.crosscheck.proof.verify.AllChecks;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.proof.verify.TrainerCheck;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the checks of {@code verify}: prints the verdicts and writes the comparison report. */
final class Verification {
    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

    private final OutputOptions output;
    private final RunFolder folder;
    private final String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private final long startNanos = System.nanoTime();

    Verification(OutputOptions output, RunFolder folder) {
        this.output = output;
        this.folder = folder;
    }

    /** Checks all that is written by hand, and the checks themselves by mutants. @return the exit code */
    int everything(long seed, int epochs, ImageSet digits) {
        Nd4jRuntime.startOnCpu();
        AllChecks run = AllChecks.run(seed, epochs, digits, this::note, new ProgressLine(output));
        double seconds = seconds();
        VerdictTable.printChecks(output, run.findings());
        run.mutants().stream()
                .filter(mutant -> !mutant.caught())
                .forEach(mutant -> output.print("FAIL mutant %s: %s", mutant.name(), problem(mutant)));
        output.print(
                "Not checked: GPUs, whose bits doctor and each run on one compare with the CPU's; trainings of digits beyond an"
                        + " epoch, since rounding alone drives two of them apart.");
        output.print("");
        return end(new Report(
                created,
                seconds,
                DoctorCommand.facts(Environment.current(Device.CPU)),
                run.findings(),
                run.mutants(),
                Errata.measure()));
    }

    /** Checks networks that the user describes. @return the exit code */
    int networks(List<Setup> setups) {
        Nd4jRuntime.startOnCpu();
        List<Findings> findings = new ArrayList<>();
        for (Setup setup : setups) {
            findings.add(NetworkCheck.findings(setup));
            TrainerCheck.findings(setup)
                    .ifPresentOrElse(
                            findings::add,
                            () -> output.print("No trainer was checked: train trains no network such as %s.", setup));
        }
        findings.forEach(result -> {
            log(result);
            VerdictTable.print(output, result);
        });
        Map<String, String> environment = DoctorCommand.facts(Environment.current(Device.CPU));
        return end(new Report(created, seconds(), environment, findings, List.of(), List.of()));
    }

    private void note(Findings result) {
        log(result);
        output.note((result.passed() ? "ok    " : "FAIL  ") + result.title());
    }

    private static void log(Findings result) {
        LOG.info("{}", result.title());
        result.verdicts().forEach(verdict -> LOG.info("{}", verdict.line()));
    }

    private static String problem(MutantOutcome mutant) {
        if (mutant.verdicts().isEmpty()) {
            return mutant.slip();
        }
        return mutant.controlPassed() ? "no check" : "the right implementation does not pass the same check";
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private int end(Report report) {
        int checks = report.findings().size();
        output.print(
                "%d %s with %d comparisons in %.1f s: %d disagree.%s",
                checks,
                checks == 1 ? "check" : "checks",
                report.findings().stream()
                        .mapToInt(result -> result.verdicts().size())
                        .sum(),
                report.seconds(),
                report.disagreements(),
                report.mutants().isEmpty()
                        ? ""
                        : " " + report.mutants().size() + " mutants, " + report.survivors() + " survive.");
        folder.writeText("comparison.html", ReportPage.html(report));
        Json.write(folder.path().resolve("comparison.json"), report);
        output.writeJson(report);
        output.print("Report: %s", folder.path().resolve("comparison.html"));
        return exitCode(report);
    }

    /** @return 3 if a check disagrees or a mutant survives, else 0 */
    static int exitCode(Report report) {
        return report.disagreements() + report.survivors() == 0 ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }
}
