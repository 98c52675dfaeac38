package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** Writes networks in Deeplearning4j's own file format, {@code model.zip}. ND4J must have been started. */
public final class Dl4jModel {
    public static final String FILE = RunFolder.DL4J_MODEL;

    /**
     * A fixed local time, so that equal networks give equal files in every time zone; zip files cannot store earlier dates in two bytes.
     */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Dl4jModel() {}

    /**
     * @param model any model
     * @return why Deeplearning4j cannot represent it; empty if it can
     */
    public static Optional<String> refusal(Model model) {
        boolean softplus = model.spec().hidden().stream().anyMatch(layer -> layer.activation() == Elementwise.SOFTPLUS);
        return softplus
                ? Optional.of("Deeplearning4j's softplus, which hidden layers have, is infinite from 89 on")
                : Optional.empty();
    }

    /**
     * Creates a network in Deeplearning4j's own layers for prediction; its updater does nothing.
     *
     * @param model one without a {@link #refusal}
     */
    public static MultiLayerNetwork network(Model model) {
        float[] values = NetworkState.of(model.network().ungrouped(model.parameters()), OptimizerSpec.Kind.SGD)
                .parameters();
        return DenseNetwork.predicting(model.spec(), values);
    }

    /**
     * Writes a network with its updater's state by {@link ModelSerializer}, atomically and durably. Equal networks, with equal seeds and
     * counts in their configurations, give equal files.
     *
     * @param network in Deeplearning4j's own layers
     * @throws CrosscheckException if it cannot be written
     */
    public static void save(MultiLayerNetwork network, Path file) {
        AtomicFile.writeDurably(file, out -> {
            Path theirs = Files.createTempFile("crosscheck", ".zip");
            try {
                ModelSerializer.writeModel(network, theirs.toFile(), true);
                try (InputStream in = Files.newInputStream(theirs)) {
                    repack(in, out);
                }
            } finally {
                AtomicFile.deleteQuietly(theirs);
            }
        });
    }

    /** Copies a zip file with fixed times; Deeplearning4j's entries have the time of writing. */
    private static void repack(InputStream theirs, OutputStream out) throws IOException {
        try (ZipInputStream in = new ZipInputStream(theirs);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ZipEntry timeless = new ZipEntry(entry.getName());
                timeless.setTimeLocal(TIME);
                zip.putNextEntry(timeless);
                in.transferTo(zip);
            }
        }
    }
}
