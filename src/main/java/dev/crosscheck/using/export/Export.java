package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.model.Model;
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
 * Exports a trained network in other formats. Each file is written to a separate folder, read back, and run on test data
 * beside the network; only if all that could be run agree are they moved into place, with their model card.
 *
 * @param <C> the card
 */
public final class Export<C extends Card> {
    private final Exported<C> model;

    /** Follows what is going on. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param file a file that is complete and will be run now
         * @param runBy what runs it
         */
        void checking(Path file, String runBy);
    }

    private Export(Exported<C> model) {
        this.model = model;
    }

    /**
     * Runs a model of images on the test images.
     *
     * @param model the model
     * @param file its file
     * @param dataFolder where the data come from
     * @param data whose test images are used
     * @throws CrosscheckException if its outputs are not finite
     */
    public static Export<ModelCard> ofImages(Model model, Path file, Path dataFolder, ImageData data) {
        return new Export<>(TrainedModel.of(model, file, dataFolder, data));
    }

    /**
     * Runs a model of a table on raw rows.
     *
     * @param model the model
     * @param file its file
     * @param test what it is tested on
     */
    public static Export<TableCard> ofTable(Model model, Path file, TableTest test) {
        return new Export<>(TrainedTable.of(model, file, test));
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
    public C write(Collection<Format> formats, RunFolder folder, Listener listener) {
        Path aside = folder.path().resolve(".unchecked");
        try {
            Files.createDirectory(aside);
            List<ExportedFile> files = new ArrayList<>();
            for (Format format : formats) {
                files.add(write(format, aside, listener));
            }
            C card = model.card(files);
            if (card.agrees()) {
                for (ExportedFile file : files) {
                    Files.move(aside.resolve(file.file()), folder.path().resolve(file.file()));
                }
                folder.writeText("model-card.md", model.text(card));
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

    private ExportedFile write(Format format, Path aside, Listener listener) throws IOException {
        Path file = aside.resolve(format.fileName(model.className()));
        model.write(format, file);
        return new ExportedFile(
                format.label(),
                file.getFileName().toString(),
                Files.size(file),
                Digest.sha256(file),
                verify(format, file, listener));
    }

    private FileVerification verify(Format format, Path file, Listener listener) {
        Optional<String> missing = model.missing(format);
        if (missing.isPresent()) {
            return FileVerification.notRun(missing.get());
        }
        listener.checking(file, format.runBy());
        try {
            return model.verify(format, file);
        } catch (IOException e) {
            throw new CrosscheckException(
                    file.getFileName() + " was written and cannot be run: " + e.getMessage(),
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
