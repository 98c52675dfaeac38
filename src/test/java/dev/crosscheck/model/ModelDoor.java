package dev.crosscheck.model;

import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.nn.Elementwise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Lets the fuzzers in to this package's reader. */
public final class ModelDoor {
    private ModelDoor() {}

    /** Reads a model; what was read can be used. */
    public static void model(byte[] file) {
        Model model = read(file);
        for (float value : model.values()) {
            if (!Float.isFinite(value)) {
                throw new AssertionError("a parameter " + value);
            }
        }
        model.summary();
        model.parameters();
    }

    static Model read(byte[] file) {
        try {
            return Model.read("input", new SeekableInMemoryByteChannel(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return files of models of each kind */
    public static Map<String, byte[]> seeds() throws IOException {
        Preprocessing table = Inputs.preprocessing(
                List.of("NA"),
                List.of(
                        Inputs.texts("island", List.of("Biscoe", "Dream"), true),
                        Inputs.number("bill", 44.5, 5.3, 44.5, 44.5, true)),
                List.of(),
                new Target.OfNumber("mass", 4200.5, 800.25));
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("images", bytes(DrawnModels.ofDigits(Elementwise.RELU, 1)));
        seeds.put("table", bytes(DrawnModels.ofTable(table, Elementwise.TANH, 2, 3)));
        return seeds;
    }

    static byte[] bytes(Model model) throws IOException {
        Path file = Files.createTempFile("model", ".safetensors");
        try {
            model.save(file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }
}
