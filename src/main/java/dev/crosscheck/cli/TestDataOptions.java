package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.export.Provenance;
import dev.crosscheck.using.export.Provenance.DataMatch;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which data a trained network is tested on: those of its own run, unless others are named. */
final class TestDataOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder with a data set to test on: four IDX files, or pictures in one sub-folder per class. Default: the data that the model was"
                            + " trained on, by their digests; of a model that does not name them the project's data/mnist. To export a"
                            + " model of a table: a CSV file with rows.")
    private Path folder;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The data to test a model on.
     *
     * @param folder where they were read from
     * @param images the data
     * @param match whether the model was trained on them
     * @param caveat a caution about figures of them, if it was not or nobody knows
     */
    record TestData(Path folder, ImageData images, DataMatch match, Optional<String> caveat) {
        private static TestData of(Path folder, ImageData read, Model model, Provenance provenance) {
            boolean others = read.split() != null && provenance.match(read.sha256()) != DataMatch.SAME;
            ImageData images = (others ? read.allToTestOn() : read).as(model.form(), model.name());
            return new TestData(
                    folder, images, provenance.match(images.sha256()), provenance.caveat(folder, images.sha256()));
        }

        /** Prints the caveat on standard error. */
        void warn(Path model, OutputOptions output) {
            caveat.ifPresent(text -> output.warn("Warning: " + Model.file(model) + ": " + text));
        }
    }

    /** @return what was named, or null */
    Path folder() {
        return folder;
    }

    /** Refuses a folder where there are no images. @param reason why, as a sentence */
    void requireNone(String reason) {
        if (folder != null) {
            throw new ParameterException(command.commandLine(), "--data " + folder + ": " + reason);
        }
    }

    /**
     * Finds and reads them.
     *
     * @param model a model file, or a run's folder
     * @param content what the file holds
     * @return as the network sees them
     * @throws CrosscheckException if its data are gone or have changed and no others are named, or if those that are named do not
     *     fit the network
     */
    TestData read(Path model, Model content) {
        return read(folder, model, content);
    }

    /**
     * Finds and reads them, for a command with options of its own.
     *
     * @param folder where they are; null where none was named
     */
    static TestData read(Path folder, Path model, Model content) {
        Provenance provenance = Provenance.beside(Model.file(model)).withData(content.dataSha256());
        if (folder == null && !provenance.dataSha256().isEmpty()) {
            return ofItsRun(content, provenance);
        }
        Path named = folder != null ? folder : DataOptions.mnist();
        return TestData.of(named, ImageData.read(named, pictures(content)), content, provenance);
    }

    /** Pictures are scaled and divided as they were for training. */
    private static PictureOptions pictures(Model content) {
        PictureOptions.Split split = content.split() == null ? PictureOptions.USUAL.split() : content.split();
        return new PictureOptions(
                new PictureOptions.Size(content.form().columns(), content.form().rows()), split, null);
    }

    private static TestData ofItsRun(Model content, Provenance provenance) {
        List<String> problems = new ArrayList<>();
        for (Path place : places(provenance)) {
            try {
                ImageData found = ImageData.read(place, pictures(content));
                if (provenance.match(found.sha256()) == DataMatch.SAME) {
                    return TestData.of(place, found, content, provenance);
                }
                problems.add(place + ": its files have other SHA-256 digests than those.");
            } catch (CrosscheckException e) {
                problems.add(e.getMessage());
            }
        }
        throw new CrosscheckException(
                content.name() + ": the data it was trained on are not found. " + String.join(" ", problems),
                "Name their folder, or that of other data to test on, with --data DIR.");
    }

    /** @return where the run read its data, then the project's own, which may be the same under another name */
    private static Set<Path> places(Provenance provenance) {
        Set<Path> places = new LinkedHashSet<>();
        try {
            if (provenance.dataFolder() != null) {
                places.add(Path.of(provenance.dataFolder()));
            }
        } catch (InvalidPathException e) {
            // A name that this system cannot have is the name of no folder.
        }
        places.add(DataOptions.mnist());
        return places;
    }
}
