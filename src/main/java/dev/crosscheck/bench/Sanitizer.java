package dev.crosscheck.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** NVIDIA's compute-sanitizer, where CUDA's toolkit is installed: it watches a training on a GPU for wrong access to memory. */
final class Sanitizer {
    private static final String PROGRAM = "compute-sanitizer";
    private static final List<String> TOOLS = List.of("memcheck", "racecheck", "initcheck", "synccheck");
    private static final int FOUND = 99;

    private Sanitizer() {}

    /**
     * Runs each tool.
     *
     * @param command starts the process of a contestant
     * @param workload few steps, since each takes many times as long
     * @param folder for what the tools write
     * @param log gets the process's standard error
     * @param progress learns what runs
     * @return the summary of each tool, or why there is none
     */
    static Map<String, String> run(
            List<String> command, Workload workload, Path folder, Path log, Consumer<String> progress) {
        Optional<String> program = find(Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                Stream.of("/usr/local/cuda/bin")));
        Map<String, String> results = new LinkedHashMap<>();
        if (program.isEmpty()) {
            results.put(PROGRAM, "not installed");
            return results;
        }
        for (String tool : TOOLS) {
            progress.accept(PROGRAM + ": " + tool);
            Path said = folder.resolve(tool + ".txt");
            List<String> watched = new ArrayList<>(List.of(program.get(), "--tool", tool, "--error-exitcode"));
            watched.addAll(List.of(Integer.toString(FOUND), "--target-processes", "all", "--log-file"));
            watched.add(said.toString());
            watched.addAll(command);
            String ended = "";
            try {
                new Contestant(tool, tool, "", false, watched, Map.of()).run(workload, log, reported -> reported);
            } catch (Contestant.Failure e) {
                ended = e.reason();
            }
            results.put(tool, summary(said).orElse(ended.isEmpty() ? "no summary" : ended));
        }
        return results;
    }

    private static Optional<String> find(Stream<String> folders) {
        return folders.filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** @return the last line with a summary that a tool wrote */
    static Optional<String> summary(Path said) {
        try {
            return Files.readString(said, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.contains("SUMMARY: "))
                    .reduce((first, second) -> second)
                    .map(line -> line.replaceFirst("^=+ *", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
