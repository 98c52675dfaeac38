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
    private static final List<String> GUIDE = List.of(
            "Which one to choose",
            "  hidden layers           ReLU: cheap, and its slope does not fade where it is active. If units die (give 0 for"
                    + " every example), one of its variants: leaky-relu, elu, gelu.",
            "  output, two classes     sigmoid: the probability of class 1.",
            "  output, more classes    softmax: one probability per class, with sum 1.",
            "  output, a number        identity: unbounded.",
            "  sigmoid or tanh, deep   slow where units saturate: each layer multiplies the gradient by its weights and by a"
                    + " slope of at most 0.25 or 1, nearly 0 far from 0. Start with --init xavier.");

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
        GUIDE.forEach(line -> output.print("%s", line));
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
