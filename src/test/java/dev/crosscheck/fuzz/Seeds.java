package dev.crosscheck.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The committed inputs that fuzzers start from: valid ones of each kind, and some that once did harm. */
final class Seeds {
    static final Path ALL =
            Path.of(System.getProperty("fuzz.seeds", "src/test/resources/fuzz")).toAbsolutePath();

    private Seeds() {}

    /** @return where a reader's are */
    static Path folder(Reader reader) {
        return ALL.resolve(reader.toString());
    }

    /** @return a reader's, by their names */
    static Map<String, byte[]> of(Reader reader) {
        Map<String, byte[]> seeds = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder(reader))) {
            for (Path file : files.toList()) {
                seeds.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
