package dev.crosscheck.using.predict;

import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.model.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A small network, really trained, once for all tests that use one. */
public final class TrainedModel {
    private static Path folder;
    private static Path ofAllImages;

    private TrainedModel() {}

    /** @return the folder of a run of three epochs over 12,000 images with 64 hidden units; some 93 % of the test images are right */
    public static synchronized Path folder() {
        if (folder == null) {
            folder = train(made -> List.of(
                    "--data",
                    IdxBytes.subset(made.resolve("data"), 12_000, 1000).toString(),
                    "--hidden",
                    "64",
                    "--trainer",
                    "by-hand"));
        }
        return folder;
    }

    /** @return the folder of a run of three epochs with the defaults, by hand; some 97.5 % of the test images are right */
    static synchronized Path ofAllImages() {
        if (ofAllImages == null) {
            ofAllImages = train(made -> List.of("--trainer", "by-hand"));
        }
        return ofAllImages;
    }

    private static Path train(Function<Path, List<String>> options) {
        try {
            Path made = Files.createTempDirectory("trained");
            List<String> arguments = new ArrayList<>(List.of("train", "--quiet", "--no-check", "--epochs", "3"));
            arguments.addAll(options.apply(made));
            arguments.addAll(List.of("--out", made.resolve("run").toString()));
            StringWriter err = new StringWriter();
            int code = CrosscheckCommand.execute(
                    new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments.toArray(String[]::new));
            if (code != 0) {
                throw new IllegalStateException(err.toString());
            }
            return made.resolve("run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the classifier of that model */
    public static ImageClassifier classifier() {
        return classifier(folder());
    }

    static ImageClassifier classifier(Path model) {
        return ImageClassifier.of(Model.load(model));
    }
}
