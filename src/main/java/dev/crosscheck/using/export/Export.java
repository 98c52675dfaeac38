package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Exports a trained network in other formats. Each file is written to a separate folder, read back, and run on the test
 * images beside the DL4J network; only if all that could be run agree are they moved into place, with their model card.
 */
public final class Export {
    private final TrainedModel model;

    /** Follows what is going on. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param file a file that is complete and will be run now
         * @param runBy what runs it
         */
        void checking(Path file, String runBy);
    }

    /**
     * Reads a model and runs it on the test images. Needs ND4J started on the CPU.
     *
     * @param model a model file, or a run's folder with a {@code model.zip}
     * @param dataFolder where the data come from
     * @param data whose test images are used
     * @throws CrosscheckException if it cannot be read, is of another kind, or its outputs are not finite
     */
    public Export(Path model, Path dataFolder, ImageData data) {
        this.model = TrainedModel.load(model, dataFolder, data);
    }

    /**
     * Writes and checks the files.
     *
     * @param formats which
     * @param folder where to; holds nothing new unless all agree
     * @param listener learns of each file
     * @return the model card, which says whether they agree
     * @throws CrosscheckException if a file cannot be written, or cannot be run at all
     */
    public ModelCard write(Collection<Format> formats, RunFolder folder, Listener listener) {
        Path aside = folder.path().resolve(".unchecked");
        try {
            Files.createDirectory(aside);
            List<ModelCard.ExportedFile> files = new ArrayList<>();
            for (Format format : formats) {
                files.add(write(format, aside, listener));
            }
            ModelCard card = ModelCard.of(model, files);
            if (card.agrees()) {
                for (ModelCard.ExportedFile file : files) {
                    Files.move(aside.resolve(file.file()), folder.path().resolve(file.file()));
                }
                folder.write("model-card.md", path -> Files.writeString(path, ModelCardText.of(card)));
                Json.write(folder.path().resolve("model-card.json"), card);
            }
            return card;
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder.path() + ": cannot be written: " + e, "Check the folder, its rights and the free space.", e);
        } finally {
            deleteQuietly(aside);
        }
    }

    private ModelCard.ExportedFile write(Format format, Path aside, Listener listener) throws IOException {
        Path file = aside.resolve(format.fileName(model.data().form()));
        format.write(model.subject(), file);
        return new ModelCard.ExportedFile(
                format.label(),
                format.fileName(model.data().form()),
                Files.size(file),
                Digest.sha256(file),
                verify(format, file, listener));
    }

    private FileVerification verify(Format format, Path file, Listener listener) {
        Optional<String> missing = format.missing();
        if (missing.isPresent()) {
            return FileVerification.notRun(missing.get());
        }
        listener.checking(file, format.runBy());
        try {
            Outputs outputs = format.outputs(file, model.subject(), model.data().test());
            return FileVerification.of(format.runBy(), model.outputs(), outputs);
        } catch (IOException e) {
            throw new CrosscheckException(
                    format.fileName(model.data().form()) + " was written and cannot be run: " + e.getMessage(),
                    "Name the other formats with --format.",
                    e);
        }
    }

    private static void deleteQuietly(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // What went wrong before, if anything did, is what the user needs to hear.
        }
    }
}
