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
import java.util.stream.Stream;

/** A small network, really trained, once for all tests that use it. */
public final class TrainedModel {
    private static Path folder;

    private TrainedModel() {}

    /** @return the folder of a run of three epochs over 12,000 images with 64 hidden units; some 93 % of the test images are right */
    public static synchronized Path folder() {
        if (folder == null) {
            Path made = temporary();
            String data = IdxBytes.subset(made.resolve("data"), 12_000, 1000).toString();
            folder = train(made, "--epochs", "3", "--data", data, "--hidden", "64", "--with", "handwriting");
        }
        return folder;
    }

    /** @return the folder of a run of one epoch with the defaults, by hand, which is trained anew */
    static Path ofAllImages() {
        return train(temporary(), "--epochs", "1");
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("trained");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path train(Path made, String... options) {
        Path run = made.resolve("run");
        String usual = "train --quiet --no-check --trainer by-hand --out " + run;
        StringWriter err = new StringWriter();
        int code = CrosscheckCommand.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                Stream.concat(Stream.of(usual.split(" ")), Stream.of(options)).toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(err.toString());
        }
        return run;
    }

    /** @return the classifier of that model */
    public static ImageClassifier classifier() {
        return classifier(folder());
    }

    static ImageClassifier classifier(Path model) {
        return ImageClassifier.of(Model.load(model));
    }
}
