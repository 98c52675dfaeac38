package dev.crosscheck.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a process reads, trains on and predicts.
 *
 * @param data the table
 * @param batch rows per step, at least 1
 * @param hidden units of each hidden layer
 */
record TableWorkload(Path data, int batch, List<Integer> hidden) {

    /** @return the options that a process of any language takes */
    List<String> options() {
        return List.of(
                "--data",
                data.toString(),
                "--batch",
                Integer.toString(batch),
                "--hidden",
                hidden.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** @return what {@link #options} describe */
    static TableWorkload parse(List<String> options) {
        Map<String, String> values = Workload.values(options);
        return new TableWorkload(
                Path.of(values.get("--data")),
                Integer.parseInt(values.get("--batch")),
                Arrays.stream(values.get("--hidden").split(","))
                        .map(Integer::valueOf)
                        .toList());
    }
}
