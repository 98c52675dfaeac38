package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.ProjectFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The project's program in C++ that trains with oneDNN, compiled for this machine.
 *
 * @param program the executable file
 */
record OneDnn(Path program) {
    static final List<String> LAYERS = List.of("onednn");

    private static final Path SOURCE = Path.of("src", "reference", "cpp", "bench_onednn.cpp");
    private static final List<String> COMPILERS = List.of("c++", "g++");
    private static final String PACKAGES = "install them (Debian: g++, libdnnl-dev and zlib1g-dev)";
    private static final int PATIENCE_SECONDS = 120;

    /**
     * Compiles the program, beforehand.
     *
     * @param folder where it may be put; deleted when this program ends
     */
    static Found<OneDnn> find(Path folder) {
        return ProjectFolder.find(SOURCE)
                .map(source -> compile(COMPILERS, source, folder.resolve("cpp").toAbsolutePath()))
                .orElseGet(() -> Found.nothing(SOURCE + " is not there: run from the project's root"));
    }

    /** The same with any compilers, of which the first that is there is used, and any program. */
    static Found<OneDnn> compile(List<String> compilers, Path source, Path folder) {
        try {
            Files.createDirectories(folder).toFile().deleteOnExit();
            Path said = Files.createTempFile(folder, "compiler", ".txt");
            try {
                for (String compiler : compilers) {
                    Optional<Found<OneDnn>> found = compile(compiler, source, folder.resolve("bench_onednn"), said);
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder + ": cannot be written: " + e.getMessage(), "Leave cpp out with --only.", e);
        }
        return Found.nothing("there is no C++ compiler (" + String.join(" or ", compilers) + "): " + PACKAGES);
    }

    /** @return nothing if there is no such compiler */
    private static Optional<Found<OneDnn>> compile(String compiler, Path source, Path program, Path said)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                compiler,
                "-std=c++17",
                "-O3",
                "-march=native",
                "-fno-math-errno",
                "-fno-trapping-math",
                "-fopenmp",
                source.toString(),
                "-o",
                program.toString(),
                "-ldnnl",
                "-lz");
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.of(Found.nothing(compiler + " took more than " + PATIENCE_SECONDS + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(compiler + " was interrupted.", "Start again.", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            String error = Files.readString(said, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.contains("error: ") || line.contains("cannot find "))
                    .findFirst()
                    .orElse("exit code " + process.exitValue());
            return Optional.of(Found.nothing(compiler + " cannot build it, or a library is missing, \""
                    + error.replaceFirst(".*?(fatal error: |error: |cannot find )", "$1") + "\": " + PACKAGES));
        }
        program.toFile().deleteOnExit();
        return Optional.of(Found.of(new OneDnn(program)));
    }

    /** @return the program in a setting */
    Contestant contestant(Setting setting) {
        String threads = Integer.toString(setting.threads());
        return new Contestant(
                Lineup.CPP,
                "C++ on oneDNN, data in memory, " + Lineup.threads(setting.threads()),
                false,
                List.of(program.toString(), "--threads", threads),
                Map.of("OMP_NUM_THREADS", threads));
    }
}
