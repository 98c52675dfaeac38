package dev.crosscheck.cli;

import dev.crosscheck.data.Preparation;
import dev.crosscheck.model.Model;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a model reads handwriting, which those of earlier versions do not record. */
final class HandwritingOption {
    @Option(
            names = "--handwriting",
            paramLabel = "yes|no",
            description =
                    "Whether a model's pictures are handwritten digits, prepared as MNIST's. Default: as its file says.")
    private Answer answer;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** To the question. */
    enum Answer {
        YES,
        NO
    }

    /** @return the model that does what the option says; without the option the same, with a note if that rests on an assumption */
    Model of(Model model, OutputOptions output) {
        if (answer == null) {
            sayIfAssumed(model, output, " --handwriting no says that they are not.");
            return model;
        }
        if (!(model.preparation() instanceof Preparation.Images images)) {
            throw Checks.wrong(command, "--handwriting is for pictures, not for a table.");
        }
        if (answer == Answer.YES) {
            PictureDataOptions.requireFit(command, images.form());
        }
        return model.with(images.with(answer == Answer.YES));
    }

    /** @param remedy what to do if the assumption is wrong, as a sentence after a blank; empty for nothing */
    static void sayIfAssumed(Model model, OutputOptions output, String remedy) {
        if (model.assumesHandwriting()) {
            output.caution(model.name()
                    + ": it is assumed that its pictures are handwriting, which the file does not record." + remedy);
        }
    }
}
