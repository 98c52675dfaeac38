package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.picture.PictureFolder;
import dev.crosscheck.files.ProjectFolder;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.export.Provenance;
import dev.crosscheck.using.export.Provenance.DataMatch;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The data that a trained network is tested on: those of its own run, unless other data are given. */
final class TestDataOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder with a data set to test on: four IDX files, or pictures in one sub-folder per class. Default: the data that the model was"
                            + " trained on; for a model that does not name them, the project's data/mnist.")
    private Path folder;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The data to test a model on.
     *
     * @param folder the folder they were read from
     * @param images the data
     * @param match whether the model was trained on them
     * @param caveat a caution about results on them, if it was not, or if that is unknown
     * @param unused sentences about what in the folder is left out or not used
     */
    record TestData(Path folder, ImageData images, DataMatch match, Optional<String> caveat, List<String> unused) {
        private static TestData of(
                Path folder, ImageData read, Model model, Provenance provenance, List<String> unused) {
            boolean others = read.split() != null && provenance.match(read.sha256()) != DataMatch.SAME;
            ImageData images = (others ? read.allToTestOn() : read).as(model.form(), model.name());
            return new TestData(
                    folder,
                    images,
                    provenance.match(images.sha256()),
                    provenance.caveat(folder, images.sha256()),
                    unused);
        }

        /** Prints what is not used, and the caveat, on standard error. */
        void warn(Path model, OutputOptions output) {
            unused.forEach(output::warn);
            caveat.ifPresent(text -> output.warn("Warning: " + Model.file(model) + ": " + text));
        }
    }

    /** Refuses the option for a table's model. */
    void requireNone() {
        if (folder != null) {
            throw Checks.wrong(command, "--data " + folder + ": The model is one of a table.");
        }
    }

    /** @return the folder of the option, or null */
    Path folder() {
        return folder;
    }

    /**
     * Finds and reads the data.
     *
     * @param folder their folder; null for the run's own data
     * @param model a model file, or a run's folder
     * @param content the model in it
     * @return the data, in the form that the network takes
     * @throws CrosscheckException if the run's data are missing or have changed and no other data are given, or if the given data do not fit
     *     the network
     */
    static TestData read(Path folder, Path model, Model content, OutputOptions output) {
        Provenance provenance = Provenance.beside(Model.file(model), content.dataSha256());
        if (folder == null && !provenance.dataSha256().isEmpty()) {
            return ofItsRun(content, provenance, output);
        }
        Path named = folder != null ? folder : DataOptions.mnist();
        List<String> unused = new ArrayList<>();
        ImageData read = PictureFolder.read(named, pictures(content, unused::add, output));
        return TestData.of(named, read, content, provenance, unused);
    }

    /** How pictures are scaled and split: as for training. */
    private static PictureOptions pictures(Model content, Consumer<String> warnings, OutputOptions output) {
        PictureOptions.Split split = content.split() == null ? PictureOptions.USUAL.split() : content.split();
        PictureOptions.Size size =
                new PictureOptions.Size(content.form().columns(), content.form().rows());
        PictureOptions options = new PictureOptions(
                size, content.form().channels(), split, content.form().handwriting(), warnings);
        return ProgressLine.of(options, output);
    }

    private static TestData ofItsRun(Model content, Provenance provenance, OutputOptions output) {
        String problem = "run.json names no folder.";
        try {
            if (provenance.dataFolder() != null) {
                Path recorded = Path.of(provenance.dataFolder());
                Path place = ProjectFolder.find(recorded).orElse(recorded);
                // If it is the run's data, train has said what it left out.
                ImageData found = PictureFolder.read(place, pictures(content, PictureOptions.USUAL.warnings(), output));
                if (provenance.match(found.sha256()) == DataMatch.SAME) {
                    return TestData.of(place, found, content, provenance, List.of());
                }
                problem = place + ": its files have other SHA-256 digests than those.";
            }
        } catch (CrosscheckException | InvalidPathException e) {
            problem = e.getMessage();
        }
        throw new CrosscheckException(
                content.name() + ": the data it was trained on are not found. " + problem,
                "Name their folder, or that of other data to test on, with --data DIR.");
    }
}
