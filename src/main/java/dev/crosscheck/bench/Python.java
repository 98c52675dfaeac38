package dev.crosscheck.bench;

import dev.crosscheck.ProjectFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Python that has PyTorch, and the script that it runs.
 *
 * @param interpreter its command or file
 * @param script the project's script
 */
record Python(String interpreter, Path script) {
    static final List<String> LAYERS = List.of("blas", "onednn");

    private static final Path SCRIPT = Path.of("src", "reference", "python", "bench_pytorch.py");
    private static final int PATIENCE_SECONDS = 60;

    /**
     * Looks for PyTorch.
     *
     * @param asked the interpreter to use, if one was named; else those that usually have it are tried
     */
    static Found<Python> find(Optional<String> asked) {
        Optional<Path> script = ProjectFolder.find(SCRIPT);
        if (script.isEmpty()) {
            return Found.nothing(SCRIPT + " is not there: run from the project's root");
        }
        return having("torch, numpy, PIL.Image", "python3-torch, python3-pil", asked)
                .map(interpreter -> new Python(interpreter, script.get()));
    }

    /**
     * Looks for an interpreter.
     *
     * @param modules what it has to have
     * @param packages of Debian that bring them
     * @param asked the interpreter to use, if one was named; else those that usually have it are tried
     */
    static Found<String> having(String modules, String packages, Optional<String> asked) {
        List<String> candidates = asked.map(List::of).orElse(List.of("python3", "/usr/bin/python3"));
        for (String candidate : candidates) {
            if (has(candidate, modules)) {
                return Found.of(candidate);
            }
        }
        String words = modules.replace(".Image", "").replaceFirst(", (\\w+)$", " and $1");
        return Found.nothing(String.join(" and ", candidates) + (candidates.size() > 1 ? " have" : " has") + " no "
                + words + ": install them (Debian: " + packages + "), or name a Python that has them with --python");
    }

    private static boolean has(String interpreter, String modules) {
        try {
            Process process = new ProcessBuilder(interpreter, "-c", "import " + modules)
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

    /** @return PyTorch with its data in memory, in a setting */
    Contestant best(Setting setting) {
        String threads = Integer.toString(setting.threads());
        return new Contestant(
                Lineup.PYTORCH,
                "PyTorch, data in memory, fused Adam, " + setting,
                false,
                command("best", "--threads", threads, "--layers", setting.layers()),
                // torch.set_num_threads leaves OpenBLAS's own threads as they are, and they spin.
                Map.of("OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads));
    }

    /** @return PyTorch on a GPU, eager or with its steps in a CUDA graph */
    Contestant onCuda(String name) {
        boolean graphs = name.equals(Lineup.PYTORCH_GRAPHS);
        return new Contestant(
                name,
                "PyTorch on the GPU, data there, fused Adam, " + (graphs ? "CUDA graphs" : "eager"),
                false,
                command(graphs ? "cuda-graphs" : "cuda"),
                Map.of());
    }

    /** @return PyTorch as the course uses it */
    Contestant course() {
        return new Contestant(Lineup.COURSE, "PyTorch, the course's script", true, command("course"), Map.of());
    }

    private List<String> command(String way, String... more) {
        List<String> command = new ArrayList<>(List.of(interpreter, script.toString(), "--way", way));
        command.addAll(List.of(more));
        return command;
    }
}
