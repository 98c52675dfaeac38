package dev.crosscheck.cli;

import dev.crosscheck.course.errata.Errata;
import dev.crosscheck.course.errata.Erratum;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what is wrong in the course's listings, measured. */
@Command(
        description =
                "Both are run. The course is a widely read Chinese tutorial of 2025, whose sections and listings are"
                        + " cited; the README names it.",
        footer = {
            "  crosscheck course errata",
            "  crosscheck course errata --out runs/errata",
            "  crosscheck course errata --json - | jq .[4].findings"
        })
final class ErrataCommand implements Callable<Integer> {
    @Mixin
    private CourseRun run;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        return run.run(output, folder -> {
            List<Erratum> errata = Errata.measure();
            errata.forEach(this::print);
            return errata;
        });
    }

    private void print(Erratum erratum) {
        output.print("Section %s", erratum.where());
        output.print("  listing  %s", erratum.published());
        output.print("  right    %s", erratum.correct());
        output.print("  effect   %s", erratum.consequence());
        output.printTable(
                List.of("measured", "listing", "right"),
                erratum.findings().stream()
                        .map(finding -> List.of(
                                finding.quantity(),
                                Numbers.brief(finding.published()),
                                Numbers.brief(finding.correct())))
                        .toList());
        output.print("");
    }
}
