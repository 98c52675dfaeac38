package dev.crosscheck.cli;

import dev.crosscheck.course.ActivationSheets;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.ActivationCheck;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.CombinedSheet;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** Shows the activations (course section 2). */
@Command(
        footer = {
            "  crosscheck course activations",
            "  crosscheck course activations --out sheets",
            "  crosscheck course activations --json - | jq .characteristics"
        })
final class ActivationsCommand extends Chapter.Compared {
    /**
     * The result as JSON.
     *
     * @param characteristics the table
     * @param functions the sheet of functions, point by point
     * @param derivatives the sheet of derivatives
     * @param variants the sheet of variants
     */
    record Result(
            List<ActivationTraits> characteristics,
            CombinedSheet functions,
            CombinedSheet derivatives,
            CombinedSheet variants) {}

    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        return Activation.all().stream()
                .flatMap(activation -> ActivationCheck.findings(activation).verdicts().stream())
                .toList();
    }

    @Override
    Object show(RunFolder folder) {
        print("formula f(x)", ActivationTraits::formula, "derivative", ActivationTraits::derivative);
        print("range", ActivationTraits::range, "use", ActivationTraits::use);
        Result result = new Result(
                ActivationTraits.TABLE,
                ActivationSheets.functions(),
                ActivationSheets.derivatives(),
                ActivationSheets.variants());
        folder.draw("functions.png", result.functions()::write).ifPresent(output::warn);
        folder.draw("derivatives.png", result.derivatives()::write).ifPresent(output::warn);
        folder.draw("variants.png", result.variants()::write).ifPresent(output::warn);
        return result;
    }

    private void print(
            String first,
            Function<ActivationTraits, String> firstCell,
            String second,
            Function<ActivationTraits, String> secondCell) {
        output.printTable(
                List.of("activation", first, second),
                ActivationTraits.TABLE.stream()
                        .map(traits ->
                                List.of(traits.activation().label(), firstCell.apply(traits), secondCell.apply(traits)))
                        .toList());
        output.print("");
    }
}
