package dev.crosscheck.cli;

import dev.crosscheck.course.LossSheets;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.LossCheck;
import dev.crosscheck.run.RunFolder;
import java.util.List;
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
        print(
                List.of("loss", "formula", "gradient dL/dy"),
                LossTraits.TABLE,
                row -> List.of(row.loss().title(), row.formula(), row.gradient()));
        print(
                List.of("loss", "output layer", "use"),
                LossTraits.TABLE,
                row -> List.of(row.loss().title(), row.outputLayer(), row.use()));
        folder.draw("losses.png", LossSheets.losses()::write).ifPresent(output::warn);
        folder.draw("huber.png", LossSheets.huber()::write).ifPresent(output::warn);
        return LossTraits.TABLE;
    }
}
