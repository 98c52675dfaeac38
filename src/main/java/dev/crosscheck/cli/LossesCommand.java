package dev.crosscheck.cli;

import dev.crosscheck.course.LossSheets;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.LossCheck;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.CombinedSheet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Shows the losses (course section 3). */
@Command(
        footer = {
            "  crosscheck course losses",
            "  crosscheck course losses --out sheets",
            "  crosscheck course losses --json - | jq .characteristics"
        })
final class LossesCommand extends Chapter.Compared {
    /**
     * The result as JSON.
     *
     * @param characteristics the table
     * @param losses the sheet of losses, point by point
     * @param huber the sheet of Huber's loss
     */
    record Result(List<LossTraits> characteristics, CombinedSheet losses, CombinedSheet huber) {}

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
        Result result = new Result(LossTraits.TABLE, LossSheets.losses(), LossSheets.huber());
        folder.draw("losses.png", result.losses()::write).ifPresent(output::warn);
        folder.draw("huber.png", result.huber()::write).ifPresent(output::warn);
        return result;
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
