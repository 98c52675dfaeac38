package dev.crosscheck.bench;

import dev.crosscheck.ProjectFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Python that has PyTorch, and the script that it runs.
 *
 * @param interpreter its command or file
 * @param script the project's script
 */
record Python(String interpreter, Path script) {
    private static final Path SCRIPT = Path.of("src", "reference", "python", "bench_pytorch.py");
    private static final int PATIENCE_SECONDS = 60;

    /** What was found, or why nothing was: one of the two is empty. */
    record Found(Optional<Python> python, String reason) {}

    /**
     * Looks for PyTorch.
     *
     * @param asked the interpreter to use, if one was named; else those that usually have it are tried
     */
    static Found find(Optional<String> asked) {
        Optional<Path> script = ProjectFolder.find(SCRIPT);
        if (script.isEmpty()) {
            return new Found(Optional.empty(), SCRIPT + " is not there: run from the project's root");
        }
        List<String> candidates = asked.map(List::of).orElse(List.of("python3", "/usr/bin/python3"));
        for (String candidate : candidates) {
            if (hasPyTorch(candidate)) {
                return new Found(Optional.of(new Python(candidate, script.get())), "");
            }
        }
        return new Found(
                Optional.empty(),
                String.join(" and ", candidates) + (candidates.size() > 1 ? " have" : " has")
                        + " no torch, numpy and PIL: name a Python that does with --python");
    }

    private static boolean hasPyTorch(String interpreter) {
        try {
            Process process = new ProcessBuilder(interpreter, "-c", "import torch, numpy, PIL.Image")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @return the command line that trains in a way of the script */
    List<String> command(String way, String... more) {
        List<String> command = new ArrayList<>(List.of(interpreter, script.toString(), "--way", way));
        command.addAll(List.of(more));
        return command;
    }
}
