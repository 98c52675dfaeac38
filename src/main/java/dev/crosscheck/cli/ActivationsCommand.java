package dev.crosscheck.cli;

import dev.crosscheck.course.ActivationSheets;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.ActivationCheck;
import dev.crosscheck.run.RunFolder;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows the activations (course section 2). */
@Command(
        footer = {
            "  crosscheck course activations",
            "  crosscheck course activations --out sheets",
            "  crosscheck course activations --json - | jq .[].formula"
        })
final class ActivationsCommand extends Chapter.Compared {
    @Override
    List<Verdict> verdicts(ProgressListener progress) {
        return Activation.all().stream()
                .flatMap(activation -> ActivationCheck.findings(activation).verdicts().stream())
                .toList();
    }

    @Override
    Object show(RunFolder folder) {
        print(
                List.of("activation", "formula f(x)", "derivative"),
                ActivationTraits.TABLE,
                row -> List.of(row.activation().label(), row.formula(), row.derivative()));
        print(
                List.of("activation", "range", "use"),
                ActivationTraits.TABLE,
                row -> List.of(row.activation().label(), row.range(), row.use()));
        folder.draw("functions.png", ActivationSheets.functions()::write).ifPresent(output::warn);
        folder.draw("derivatives.png", ActivationSheets.derivatives()::write).ifPresent(output::warn);
        folder.draw("variants.png", ActivationSheets.variants()::write).ifPresent(output::warn);
        return ActivationTraits.TABLE;
    }
}
