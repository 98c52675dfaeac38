package dev.crosscheck.proof.judge;

import dev.crosscheck.BuildInfo;
import dev.crosscheck.Resource;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Test vectors for test suites in any language: small trainings with the right numbers of every step, and the wrong ones of each {@link Slip}, as JSON.
 * Vectors.md.txt, which is written beside them, describes the files.
 */
public final class Vectors {
    /** Name, start and line of each: together every activation, loss and optimizer that is judged, one to four layers, and a convolution's forms. */
    private static final String NETWORKS = """
            softmax-regression huge 4-3 cross-entropy sgd lr:0.5 batch:4
            relu zeros 4-5-3 relu cross-entropy sgd lr:0.1 batch:4
            tanh remainder 3-4-2 tanh mse momentum lr:0.05 momentum:0.9 batch:4
            sigmoid remainder 3-4-2 sigmoid bce adam lr:0.01 batch:4
            leaky-relu zeros 3-4-2 leaky-relu huber adamw lr:0.01 weight-decay:0.1 batch:4
            elu-single-rows ordinary 3-4-2 elu half-squared-error sgd lr:0.1 batch:1
            softplus tiny 3-4-3-2 softplus cross-entropy adam epsilon:raw lr:0.01 batch:3
            identity remainder 3-3-2 identity mse sgd lr:0.1 batch:3
            output-sigmoid remainder 3-3-2 tanh mse output:sigmoid momentum lr:0.1 momentum:0.5 batch:4
            four-layers remainder 3-4-4-3-2 tanh/relu/sigmoid cross-entropy sgd lr:0.1 batch:4
            convolution remainder 5x5-conv2x3-3 cross-entropy sgd lr:0.1 batch:3
            convolution-same ordinary 3x4-conv2x3s-2 mse adam lr:0.01 batch:3
            convolution-pooled zeros 7x6-conv2x3-pool2-3-2 relu/tanh huber momentum lr:0.05 batch:3
            two-convolutions remainder 8x6-conv2x3s-pool2-conv2x3-2 bce adamw lr:0.01 weight-decay:0.1 batch:3
            """;

    /** A slip's numbers are listed where they are so many times the tolerance away: right numbers within the tolerance are not near them. */
    private static final double CLEAR = 10;

    /** The content of index.json. */
    public record Index(String crosscheck, String licence, long seed, double tolerance, List<Entry> networks) {}

    /** What index.json says of a file. */
    public record Entry(String file, Setup network, String start, int steps, int slips) {}

    private record File(
            Setup network,
            List<Layer> layers,
            String loss,
            OptimizerSpec optimizer,
            int batch,
            List<int[]> order,
            Map<String, Numbers> start,
            List<Step> steps,
            List<Wrong> slips) {}

    private record Step(int[] rows, Map<String, Numbers> arrays) {}

    private record Wrong(String slip, String question, int step, Map<String, Numbers> arrays) {}

    private record Numbers(List<Integer> shape, List<Double> decimals, List<String> bits) {}

    private Vectors() {}

    /**
     * Writes a file for each network, README.md, and index.json as the last.
     *
     * @param seed draws each network's start, the same as for a program that is judged
     * @return the content of index.json
     */
    public static Index write(RunFolder folder, long seed) {
        List<Entry> entries = new ArrayList<>();
        for (String line : NETWORKS.lines().toList()) {
            String[] words = line.split(" ", 3);
            Run run = Start.all(Judge.setup(words[2], seed)).stream()
                    .filter(start -> start.name().equals(words[1]))
                    .findFirst()
                    .orElseThrow()
                    .run();
            String name = words[0] + ".json";
            File file = file(run);
            folder.writeText(name, Json.text(file));
            entries.add(new Entry(
                    name,
                    run.setup(),
                    words[1],
                    file.steps().size(),
                    file.slips().size()));
        }
        String version = BuildInfo.load().version();
        Index index = new Index(version, "Apache-2.0", seed, Tolerances.VECTORS.absolute(), entries);
        folder.writeText(
                "README.md",
                Resource.text(Vectors.class, "Vectors.md.txt")
                        .replace("{version}", version)
                        .replace("{seed}", String.valueOf(seed))
                        .replace("{tolerance}", String.valueOf(index.tolerance()))
                        .replace("{reason}", Tolerances.VECTORS.reason()));
        folder.writeText("index.json", Json.text(index));
        return index;
    }

    private static File file(Run run) {
        NetworkSpec network = run.setup().network();
        int[] all = IntStream.range(0, run.examples().size()).toArray();
        MatrixExamples examples = MatrixExamples.of(run.examples(), all);
        Map<String, Matrix> start = new LinkedHashMap<>();
        start.put("x", examples.x());
        start.put("t", examples.targets());
        start.putAll(run.start());
        List<Map<String, Matrix>> right = trained(run, Slip.Patch.NONE);
        return new File(
                run.setup(),
                network.layers(),
                network.loss().label(),
                run.setup().training().optimizer(),
                run.batch(),
                run.epochs(),
                numbers(start),
                IntStream.rangeClosed(1, right.size())
                        .mapToObj(step -> new Step(run.rows(step), numbers(right.get(step - 1))))
                        .toList(),
                Arrays.stream(Slip.values())
                        .flatMap(slip -> wrong(run, slip, right).stream())
                        .toList());
    }

    private static List<Map<String, Matrix>> trained(Run run, Slip.Patch patch) {
        Training training = new Training(run, patch);
        List<Map<String, Matrix>> steps = new ArrayList<>();
        while (training.hasNext()) {
            Map<String, Matrix> written = training.step();
            steps.add(training.forward());
            steps.get(steps.size() - 1).putAll(written);
        }
        return steps;
    }

    /** @return what the first of a slip's patches that changes anything does, in the first step in which it shows; empty if none changes anything */
    private static Optional<Wrong> wrong(Run run, Slip slip, List<Map<String, Matrix>> right) {
        for (Slip.Patch patch : slip.patches) {
            List<Map<String, Matrix>> steps = trained(run, patch);
            for (int s = 0; s < Math.min(steps.size(), right.size()); s++) {
                Map<String, Matrix> ours = right.get(s);
                Map<String, Matrix> theirs = steps.get(s);
                theirs.entrySet().removeIf(array -> !isClear(ours.get(array.getKey()), array.getValue()));
                if (!theirs.isEmpty()) {
                    return Optional.of(new Wrong(slip.label(), slip.question, s + 1, numbers(theirs)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isClear(Matrix right, Matrix wrong) {
        double allowed = CLEAR * Tolerances.VECTORS.absolute() * right.largest();
        return !right.sameShape(wrong)
                || !(right.combine(wrong, (a, b) -> a - b).largest() <= allowed);
    }

    /** JSON has no infinity and no NaN: null stands for them among the decimals. */
    private static Map<String, Numbers> numbers(Map<String, Matrix> arrays) {
        Map<String, Numbers> numbers = new LinkedHashMap<>();
        arrays.forEach((name, array) -> numbers.put(
                name,
                new Numbers(
                        List.of(array.rows(), array.columns()),
                        Arrays.stream(array.data())
                                .mapToObj(v -> Double.isFinite(v) ? v : null)
                                .toList(),
                        Arrays.stream(array.data())
                                .mapToObj(v -> HexFormat.of().toHexDigits(Double.doubleToLongBits(v)))
                                .toList())));
        return numbers;
    }
}
