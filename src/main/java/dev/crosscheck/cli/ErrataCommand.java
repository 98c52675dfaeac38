package dev.crosscheck.cli;

import dev.crosscheck.course.errata.Errata;
import dev.crosscheck.course.errata.Erratum;
import dev.crosscheck.run.RunFolder;
import java.util.List;
import picocli.CommandLine.Command;

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
final class ErrataCommand extends Chapter {
    @Override
    Object show(RunFolder folder) {
        List<Erratum> errata = Errata.measure();
        errata.forEach(this::print);
        return errata;
    }

    private void print(Erratum erratum) {
        output.print("Section %s", erratum.where());
        output.print("  listing  %s", erratum.published());
        output.print("  right    %s", erratum.correct());
        output.print("  effect   %s", erratum.consequence());
        print(
                List.of("measured", "listing", "right"),
                erratum.findings(),
                finding -> List.of(
                        finding.quantity(), Numbers.brief(finding.published()), Numbers.brief(finding.correct())));
    }
}
