package dev.crosscheck.proof.judge;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.files.Resource;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
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
import java.util.stream.Stream;

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

    /** A number with a slip is listed if it is so many times the tolerance from the right one, so that a right number is never near it. */
    private static final double CLEAR = 10;

    public record Index(String crosscheck, String licence, long seed, double tolerance, List<Entry> networks) {}

    public record Entry(String file, Setup network, String start, int steps, int slips) {}

    private record File(
            String network,
            List<Form> layers,
            String loss,
            Map<String, Object> optimizer,
            int batch,
            Numbers x,
            Numbers t,
            List<int[]> order,
            Map<String, Numbers> start,
            List<Step> steps,
            List<Wrong> slips) {}

    private record Form(
            String name,
            String kind,
            List<Integer> input,
            List<Integer> output,
            int padding,
            int pool,
            String activation) {}

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
            Recording run = Start.all(Judge.setup(words[2], seed)).stream()
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

    private static File file(Recording run) {
        NetworkSpec network = run.setup().network();
        OptimizerSpec optimizer = run.setup().training().optimizer();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", optimizer.kind().label());
        settings.put("lr", optimizer.learningRate());
        settings.put("momentum", optimizer.momentum());
        settings.put("epsilon", optimizer.epsilon().label());
        settings.put("weight-decay", optimizer.weightDecay());
        int[] all = IntStream.range(0, run.examples().size()).toArray();
        MatrixExamples examples = MatrixExamples.of(run.examples(), all);
        List<Map<String, Matrix>> right = trained(run, Slip.Patch.NONE);
        return new File(
                run.setup().toString(),
                IntStream.rangeClosed(1, network.layers().size())
                        .mapToObj(k -> form(network, k))
                        .toList(),
                network.loss().label(),
                settings,
                run.batch(),
                numbers(run, "x", examples.x()),
                numbers(run, "t", examples.targets()),
                run.epochs(),
                numbers(run, run.start()),
                IntStream.rangeClosed(1, right.size())
                        .mapToObj(step -> new Step(run.rows(step), numbers(run, right.get(step - 1))))
                        .toList(),
                Arrays.stream(Slip.values())
                        .flatMap(slip -> wrong(run, slip, right).stream())
                        .toList());
    }

    private static Form form(NetworkSpec network, int k) {
        Layer layer = network.layers().get(k - 1);
        Optional<Convolution> convolution =
                Optional.of(layer).filter(Convolution.class::isInstance).map(Convolution.class::cast);
        return new Form(
                network.network().name(k),
                convolution.isPresent() ? "convolution" : "dense",
                dimensions(layer.input()),
                dimensions(layer.output()),
                convolution.map(Convolution::padding).orElse(0),
                convolution.filter(Convolution::pools).isPresent() ? 2 : 1,
                layer.activation().label());
    }

    private static List<Integer> dimensions(Shape shape) {
        return shape.hasNoPlaces() ? List.of(shape.size()) : List.of(shape.channels(), shape.rows(), shape.columns());
    }

    private static List<Map<String, Matrix>> trained(Recording run, Slip.Patch patch) {
        ReferenceTraining training = new ReferenceTraining(run, patch);
        List<Map<String, Matrix>> steps = new ArrayList<>();
        while (training.hasNext()) {
            Map<String, Matrix> written = training.step();
            steps.add(training.forward());
            steps.get(steps.size() - 1).putAll(written);
        }
        return steps;
    }

    /** @return the first change that a slip makes: of its first patch that changes anything, in the first step that shows it; empty if there is none */
    private static Optional<Wrong> wrong(Recording run, Slip slip, List<Map<String, Matrix>> right) {
        for (Slip.Patch patch : slip.patches) {
            List<Map<String, Matrix>> steps = trained(run, patch);
            for (int s = 0; s < Math.min(steps.size(), right.size()); s++) {
                Map<String, Matrix> ours = right.get(s);
                Map<String, Matrix> theirs = steps.get(s);
                theirs.entrySet().removeIf(array -> !isClear(ours.get(array.getKey()), array.getValue()));
                if (!theirs.isEmpty()) {
                    return Optional.of(new Wrong(slip.label(), slip.question, s + 1, numbers(run, theirs)));
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

    private static Map<String, Numbers> numbers(Recording run, Map<String, Matrix> arrays) {
        Map<String, Numbers> numbers = new LinkedHashMap<>();
        arrays.forEach((name, array) -> numbers.put(name, numbers(run, name, array)));
        return numbers;
    }

    /** JSON has no infinity and no NaN: null stands for them among the decimals. */
    private static Numbers numbers(Recording run, String name, Matrix array) {
        return new Numbers(
                shape(run, name, array.rows()),
                Arrays.stream(array.data())
                        .mapToObj(v -> Double.isFinite(v) ? v : null)
                        .toList(),
                Arrays.stream(array.data())
                        .mapToObj(v -> HexFormat.of().toHexDigits(Double.doubleToLongBits(v)))
                        .toList());
    }

    private static List<Integer> shape(Recording run, String name, int rows) {
        NetworkSpec network = run.setup().network();
        List<Integer> ofParameter = network.network().shapes().get(run.parameter(name));
        if (ofParameter != null || name.equals(Recording.LOSS)) {
            return ofParameter == null ? List.of() : ofParameter;
        }
        List<Layer> layers = network.layers();
        Shape ofRow = name.equals("x")
                ? layers.get(0).input()
                : IntStream.rangeClosed(1, layers.size())
                        .filter(k -> name.endsWith("." + network.network().name(k)))
                        .mapToObj(k -> layers.get(k - 1).output())
                        .findFirst()
                        .orElse(Shape.flat(network.outputs()));
        return Stream.concat(Stream.of(rows), dimensions(ofRow).stream()).toList();
    }
}
