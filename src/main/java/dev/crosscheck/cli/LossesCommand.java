package dev.crosscheck.cli;

import dev.crosscheck.course.LossSheets;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.LossCheck;
import dev.crosscheck.run.RunFolder;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Shows the losses (course section 3). */
@Command(
        footer = {
            "  crosscheck course losses",
            "  crosscheck course losses --out sheets",
            "  crosscheck course losses --json - | jq .[].gradient"
        })
final class LossesCommand extends Chapter.Compared {
    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        return Stream.of(Loss.values())
                .flatMap(loss -> LossCheck.findings(loss).verdicts().stream())
                .toList();
    }

    @Override
    Object show(RunFolder folder) {
        output.print("N rows, O outputs per row, output y, target t, r = y - t");
        print("formula", LossTraits::formula, "gradient dL/dy", LossTraits::gradient);
        print("output layer", LossTraits::outputLayer, "use", LossTraits::use);
        folder.draw("losses.png", LossSheets.losses()::write).ifPresent(output::warn);
        folder.draw("huber.png", LossSheets.huber()::write).ifPresent(output::warn);
        return LossTraits.TABLE;
    }

    private void print(
            String first,
            Function<LossTraits, String> firstCell,
            String second,
            Function<LossTraits, String> secondCell) {
        output.printTable(
                List.of("loss", first, second),
                LossTraits.TABLE.stream()
                        .map(traits ->
                                List.of(traits.loss().title(), firstCell.apply(traits), secondCell.apply(traits)))
                        .toList());
        output.print("");
    }
}
