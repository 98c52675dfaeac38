package dev.crosscheck.bench;

import dev.crosscheck.ProjectFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Python that has scikit-learn, and the script that it runs.
 *
 * @param interpreter its command or file
 * @param script the project's script
 */
record ScikitLearn(String interpreter, Path script) {
    private static final Path SCRIPT = Path.of("src", "reference", "python", "bench_sklearn.py");

    /**
     * Looks for scikit-learn.
     *
     * @param asked the interpreter to use, if one was named; else those that usually have it are tried
     */
    static Found<ScikitLearn> find(Optional<String> asked) {
        Optional<Path> script = ProjectFolder.find(SCRIPT);
        if (script.isEmpty()) {
            return Found.nothing(SCRIPT + " is not there: run from the project's root");
        }
        return Python.having("sklearn, numpy", "python3-sklearn", asked)
                .map(interpreter -> new ScikitLearn(interpreter, script.get()));
    }

    Contestant contestant(int threads) {
        String count = Integer.toString(threads);
        return new Contestant(
                TableBench.SKLEARN + "-" + threads,
                "scikit-learn's MLPClassifier in float32, " + Lineup.threads(threads),
                false,
                List.of(interpreter, script.toString()),
                Map.of("OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", count));
    }
}
