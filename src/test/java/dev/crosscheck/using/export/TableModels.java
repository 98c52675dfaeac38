package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Models of a made-up table, for tests, with every kind of column. */
final class TableModels {
    static final Target.OfClasses THREE = new Target.OfClasses("kind", false, List.of("a", "b", "c"));
    static final Target.OfClasses TWO = new Target.OfClasses("sick", true, List.of("0", "1"));
    /** With limits that answers of drawn networks are beyond. */
    static final Target NUMBER = new Target.OfNumber("mass", 4200.5, 800.25, new Target.Limits(4100, 4250));

    static final List<Input> INPUTS = List.of(
            Inputs.texts("island", List.of("Biscoe", "Dream", "Torgersen"), false),
            Inputs.number("bill", 44.5, 5.3, 44.5, 44.5, true),
            Inputs.number("year", 2008, 0.8125, 2008, 2008, false),
            Inputs.texts("sex", List.of("female", "male"), true),
            Inputs.number("tail", -3, 0.125, -3, -3, true));

    private TableModels() {}

    /** What is done to a file. */
    @FunctionalInterface
    interface Change {
        void in(Path file) throws IOException;
    }

    /** @return a listener that does it to each file that was written, before it is run */
    static BiConsumer<Path, String> spoiling(Change change) {
        return (file, runBy) -> {
            try {
                change.in(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    static Target target(String kind) {
        return switch (kind) {
            case "three" -> THREE;
            case "two" -> TWO;
            case "unlimited" -> new Target.OfNumber("mass", 4200.5, 800.25, null);
            default -> NUMBER;
        };
    }

    static Preprocessing preprocessing(Target target, List<Input> inputs) {
        return Inputs.preprocessing(List.of("NA", "?"), inputs, List.of(), target);
    }

    static Preprocessing preprocessing(Target target) {
        return preprocessing(target, INPUTS);
    }

    /** A network of these hidden layers for it, whose answers differ from row to row. */
    static Path save(Path folder, Preprocessing preprocessing, Elementwise activation, int... hidden) {
        Path file = folder.resolve(Model.FILE);
        DrawnModels.ofTable(preprocessing, activation, hidden).save(file);
        return file;
    }
}
