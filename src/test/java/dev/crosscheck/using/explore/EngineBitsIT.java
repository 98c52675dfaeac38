package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Dense;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.using.serve.Chromium;
import dev.crosscheck.using.serve.Firefox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the page computes by {@code engine.js} has the bits of {@code nn}: functions, random numbers, data, and every parameter and loss of each
 * kind of training, in Chromium and in Firefox. The page tells a digest of the numbers of each case.
 */
class EngineBitsIT {
    private static final double TOO_LARGE = 1000; // a rate with which numbers become infinite and NaN

    /** Three inputs and a class. */
    private static final double[][] POINTS = {{0.5, -1, 2.25, 0}, {1.5, 0.125, -3, 1}, {-0.7, 4, 0, 2}};

    private static final int STEPS = 20;
    private static final int PATIENCE_MINUTES = 10;
    private static final int SHOWN = 5; // of the cases that differ
    private static final Path ENGINE =
            Path.of("src", "main", "resources", "dev", "crosscheck", "using", "explore", "engine.js");
    private static final Path SCRIPT = Path.of("src", "test", "js", "engine-bits.js");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Sequences of numbers, as the page is asked for them and as Java computes them. */
    private static final List<Case> CASES = new ArrayList<>();

    private static List<String> digests;

    private record Case(String name, String run, Map<String, Object> of, Consumer<DoubleConsumer> numbers) {
        String digest() {
            Digest digest = new Digest();
            numbers.accept(digest);
            return String.format(Locale.ROOT, "%08x%08x", digest.first, digest.second);
        }
    }

    /** As in engine-bits.js. */
    private static final class Digest implements DoubleConsumer {
        private int first = 1;
        private int second = 2;

        @Override
        public void accept(double x) {
            long bits = Double.doubleToLongBits(x); // one NaN
            int high = (int) (bits >> 32);
            int low = (int) bits;
            first = Integer.rotateLeft((first ^ high) * 0x01000193, 13) ^ low;
            second = (second ^ low) * 0x85ebca6b + (first ^ high);
        }
    }

    @BeforeAll
    static void addCases() {
        addFunctions();
        addRandom();
        addTrainings();
        addConvolutions();
        addPerceptrons();
    }

    /** Of the script that the build makes, and of the modules as they are. While the browser computes, so does Java. */
    @ParameterizedTest
    @CsvSource({"Chromium, true", "Chromium, false", "Firefox, true", "Firefox, false"})
    void aBrowserComputesTheBitsOfJava(String name, boolean isBuilt) throws Exception {
        String asked = JSON.writeValueAsString(CASES.stream()
                .map(each -> Map.of("run", each.run, "of", each.of))
                .toList());
        String engine = isBuilt
                ? "<script>" + PageFiles.text("worker.js") + "</script>"
                : "<script type=module src=/engine.js></script>";
        String page = "<!doctype html><script type=application/json id=cases>" + asked + "</script>" + engine
                + "<script type=module>" + Files.readString(SCRIPT) + "</script>";
        CompletableFuture<String> told = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean isScript = exchange.getRequestURI().getPath().equals("/engine.js");
            byte[] bytes = isScript ? Files.readAllBytes(ENGINE) : page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", (isScript ? "text/javascript" : "text/html") + ";charset=utf-8");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            if (exchange.getRequestMethod().equals("POST")) {
                told.complete(body);
            }
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        try {
            AutoCloseable browser = name.equals("Firefox") ? Firefox.open(url) : chromium(url);
            try (browser) {
                if (digests == null) {
                    digests = CASES.stream().map(Case::digest).toList();
                }
                compare(JSON.readTree(told.get(PATIENCE_MINUTES, TimeUnit.MINUTES)));
            }
        } finally {
            server.stop(0);
        }
    }

    private static void compare(JsonNode answer) {
        assertTrue(answer.isArray(), answer.asText());
        assertEquals(CASES.size(), answer.size());
        List<String> differing = IntStream.range(0, CASES.size())
                .filter(i -> !digests.get(i).equals(answer.get(i).asText()))
                .mapToObj(i -> CASES.get(i).name)
                .toList();
        assertEquals(List.of(), differing.subList(0, Math.min(SHOWN, differing.size())), differing.size() + " differ");
    }

    private static Chromium chromium(String url) throws IOException {
        Chromium chromium = Chromium.start();
        chromium.call("Page.navigate", Map.of("url", url));
        return chromium;
    }

    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = new TreeMap<>(Map.of(
            "exp", StrictMath::exp,
            "log", StrictMath::log,
            "log1p", StrictMath::log1p,
            "expm1", StrictMath::expm1,
            "tanh", StrictMath::tanh,
            "cosPi", DoubleMath::cosPi,
            "sinPi", DoubleMath::sinPi));

    private static void addFunctions() {
        List<Double> special = special();
        List<String> values = special.stream().map(x -> Double.toString(x)).toList();
        FUNCTIONS.forEach((name, f) -> {
            addEverywhere(name, f, 0, 0x7ff80000, 32749); // to NaN
            addEverywhere(name, f, 0x3e100000, 0x40900000, 521); // from 2^-30 to 2^10
            add(
                    name + " around",
                    "around",
                    Map.of("name", name, "values", values),
                    take -> special.forEach(x -> take.accept(f.applyAsDouble(x))));
        });
        add("power", "power", Map.of("seed", 9, "count", 5_000), take -> {
            PolarRandom random = new PolarRandom(9);
            for (int i = 0; i < 5_000; i++) {
                take.accept(DoubleMath.power(random.nextDouble(-1.5, 1.5), i));
            }
        });
    }

    private static void add(String name, String run, Map<String, Object> of, Consumer<DoubleConsumer> numbers) {
        CASES.add(new Case(name, run, of, numbers));
    }

    private static double fromHalves(int high, int low) {
        return Double.longBitsToDouble((long) high << 32 | low & 0xffffffffL);
    }

    /** Every so many of the upper halves of doubles, with both signs. */
    private static void addEverywhere(String name, DoubleUnaryOperator f, int from, int to, int step) {
        Map<String, Object> of = Map.of("name", name, "from", from, "to", to, "step", step);
        add(name + " everywhere", "everywhere", of, take -> {
            for (int upper = from; upper < to; upper += step) {
                int low = upper * 0x9e3779b1;
                take.accept(f.applyAsDouble(fromHalves(upper, low)));
                take.accept(f.applyAsDouble(fromHalves(upper | 0x80000000, low)));
            }
        });
    }

    /** Zeros, infinities, NaN, all powers of two, and the places at which the functions change from one formula to another, with their neighbours. */
    private static List<Double> special() {
        List<Double> values = new ArrayList<>(
                List.of(0.0, Double.MIN_NORMAL, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NaN));
        for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
            double power = Math.scalb(1.0, exponent);
            values.addAll(List.of(Math.nextDown(power), power, Math.nextUp(power)));
        }
        double root = Math.sqrt(2);
        List<Double> places = new ArrayList<>(List.of(root, root / 2, root - 1, 1 - root / 2, 1.38, 1.42, 22.0));
        places.addAll(List.of(708.4, 709.782712893384, 745.13321910194));
        for (double times : new double[] {0.5, 1.5, 2.5, 20, 56, 56.5}) {
            places.add(times * StrictMath.log(2));
        }
        for (double place : places) {
            int upper = (int) (Double.doubleToLongBits(place) >> 32);
            for (int half = upper - 3; half <= upper + 3; half++) {
                values.addAll(List.of(fromHalves(half, 0), fromHalves(half, -1)));
            }
            values.addAll(List.of(Math.nextDown(place), place, Math.nextUp(place)));
        }
        return values.stream().flatMap(value -> Stream.of(value, -value)).toList();
    }

    private static void addRandom() {
        for (long seed : new long[] {0, 59, -1, Long.MIN_VALUE, 0x123456789abcdefL}) {
            add("random, seed " + seed, "random", Map.of("seed", "" + seed, "count", 1000), take -> {
                PolarRandom random = new PolarRandom(seed);
                for (int i = 0; i < 1000; i++) {
                    take.accept(random.nextDouble());
                    take.accept(random.nextDouble(-0.3, 0.3));
                    take.accept(random.nextGaussian());
                }
            });
        }
    }

    /** What a loss can be measured of: it needs its partner, or takes any output but softmax. */
    private static List<String> outputs(Loss loss) {
        return loss.partner() == Elementwise.IDENTITY
                ? List.of("linear", "sigmoid")
                : List.of(loss.partner().label());
    }

    /** Each activation with each loss and optimizer: deep in batches, flat one by one, and with rates that are too large; initializations take turns. */
    private static void addTrainings() {
        List<Map<String, Object>> configs = new ArrayList<>();
        for (Activation activation : Activation.all()) {
            List<String> flat = List.of(activation.label());
            List<String> deep = Collections.nCopies(3, activation.label());
            for (Loss loss : Loss.values()) {
                for (String output : outputs(loss)) {
                    String data = output.equals("linear") ? "curve" : output.equals("softmax") ? "spirals" : "moons";
                    for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
                        double rate = kind.byDefault().learningRate();
                        String[] form = {data, output, loss.label(), kind.label()};
                        int turn = configs.size();
                        add(configs, form, deep, rate, turn, 4);
                        add(configs, form, flat, rate, turn + 1, 1);
                        if (kind != OptimizerSpec.Kind.ADAMW) { // whose rate times decay must be below 1
                            add(configs, form, deep, TOO_LARGE, 1, 0);
                        }
                    }
                }
            }
        }
        for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
            List<String> mixed = List.of("relu", "tanh", "gelu");
            add(configs, new String[] {"xor", "linear", "half-squared-error", kind.label()}, mixed, 0.05, 0, 1);
            add(configs, new String[] {"xor", "sigmoid", "bce", kind.label()}, List.of(), 0.05, 3, 4);
            for (double dropout : new double[] {0, 0.4}) {
                String[] form = {"circles", "linear", "half-squared-error", kind.label()};
                Map<String, Object> config = add(configs, form, mixed, 0.05, 2, 4);
                config.put("data", Map.of("kind", "circles", "examples", 10, "noise", 0.1, "heldOut", 0.25));
                config.put("l2", 0.01);
                config.put("dropout", dropout);
            }
        }
        add(configs, new String[] {"points", "softmax", "cross-entropy", "adam"}, List.of("tanh"), 0.05, 0, 2)
                .put("data", Map.of("kind", "points", "points", POINTS));
        for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
            for (int turn = 0; turn < NnTraining.INITIALIZATIONS.size(); turn++) {
                String[] form = {"strokes", "softmax", "cross-entropy", kind.label()};
                Map<String, Object> config = add(configs, form, List.of(), 0.05, turn, 4);
                config.put("hidden", List.of(Map.of("units", 1 + turn % 2, "activation", "relu", "kernel", 3)));
                config.put("data", Map.of("kind", "strokes", "examples", 10, "noise", 0.1 * (turn % 2)));
            }
        }
        for (NnTraining training : NnTraining.of(configs)) {
            Map<String, Object> of = Map.of("config", training.config(), "steps", STEPS);
            add(training.config().toString(), "training", of, take -> training.run(STEPS, take));
        }
    }

    private static Map<String, Object> add(
            List<Map<String, Object>> configs, String[] form, List<String> hidden, double rate, int turn, int batch) {
        Map<String, Object> config = NnTraining.config(form[0], hidden, form[1], form[2], form[3]);
        config.put("learningRate", rate);
        config.put("initialization", NnTraining.INITIALIZATIONS.get(turn % NnTraining.INITIALIZATIONS.size()));
        config.put("batch", batch);
        config.put("seed", configs.size());
        configs.add(config);
        return config;
    }

    /** Layers with and without zeros around their input, pooling, several channels and odd sizes. */
    private static final List<List<Layer>> CONVOLUTIONS = List.of(
            Layer.chain(new Shape(1, 4, 4), List.of(convolution(2, 1, false, true), output())),
            Layer.chain(new Shape(1, 6, 6), List.of(convolution(2, 3, false, true), output())),
            Layer.chain(
                    new Shape(2, 11, 9),
                    List.of(convolution(3, 5, true, true), convolution(2, 3, false, false), output())));

    /** With few values the largest of a window is often there twice, also as 0 and -0; and what infinities and NaN lead to. */
    private static final Map<String, List<Double>> VALUES = Map.of(
            "ties", List.of(-0.5, -0.0, 0.0, 0.5, 1.0),
            "zeros", List.of(-0.0, 1.0),
            "infinities",
                    Stream.concat(
                                    Collections.nCopies(200, 0.25).stream(),
                                    Stream.of(0.0, Double.POSITIVE_INFINITY, Double.NaN))
                            .toList());

    private static Convolution convolution(int maps, int side, boolean same, boolean pools) {
        return new Convolution(Shape.flat(0), maps, side, same, pools);
    }

    private static Dense output() {
        return new Dense(3, Elementwise.IDENTITY);
    }

    private static void addConvolutions() {
        for (List<Layer> layers : CONVOLUTIONS) {
            Network network = new Network(layers);
            List<Object> kernels = new ArrayList<>();
            for (Layer layer : layers.subList(0, layers.size() - 1)) {
                Convolution of = (Convolution) layer;
                Shape in = of.input();
                kernels.add(Map.of(
                        "channels",
                        in.channels(),
                        "rows",
                        in.rows(),
                        "columns",
                        in.columns(),
                        "maps",
                        of.maps(),
                        "side",
                        of.side(),
                        "same",
                        of.same(),
                        "pools",
                        of.pools()));
            }
            List<String> names =
                    layers.stream().map(layer -> layer.activation().label()).toList();
            VALUES.forEach((name, values) -> {
                List<String> written = values.stream().map(String::valueOf).toList();
                for (int seed = 0; seed < 4; seed++) {
                    Map<String, Object> of = Map.of(
                            "sizes",
                            network.widths(),
                            "names",
                            names,
                            "kernels",
                            kernels,
                            "values",
                            written,
                            "seed",
                            seed,
                            "rows",
                            3);
                    PolarRandom random = new PolarRandom(seed);
                    String title = name + " in " + network.widths() + ", seed " + seed;
                    add(title, "convolution", of, take -> passed(network, values, random, take));
                }
            });
        }
    }

    /** Gives every number of a pass through layers whose parameters, inputs and targets are drawn from some values. */
    private static void passed(Network network, List<Double> values, PolarRandom random, DoubleConsumer take) {
        DoubleUnaryOperator drawn = zero -> values.get((int) (values.size() * random.nextDouble()));
        List<Matrix> matrices = new ArrayList<>();
        for (Layer layer : network.layers()) {
            matrices.add(Matrix.zeros(layer.fanIn(), layer.columns()).map(drawn));
            matrices.add(Matrix.zeros(1, layer.columns()).map(drawn));
        }
        Parameters parameters = new Parameters(matrices);
        ForwardPass pass = network.forward(
                parameters, Matrix.zeros(3, network.layer(1).inputs()).map(drawn));
        Matrix targets = Matrix.zeros(3, 3).map(drawn);
        BackwardPass back = BackwardPass.of(network, parameters, pass, targets, Loss.HALF_SQUARED_ERROR);
        Stream.of(
                        pass.zs(),
                        pass.as(),
                        back.dzs(),
                        back.dys(),
                        back.das(),
                        back.gradients(network, pass).matrices())
                .flatMap(List::stream)
                .forEach(matrix -> Arrays.stream(matrix.data()).forEach(take));
    }

    private static void addPerceptrons() {
        for (LogicGate gate : LogicGate.values()) {
            Perceptron first = Perceptron.initial(2, 5);
            List<List<Double>> points = new ArrayList<>();
            Matrix x = LogicGate.inputs();
            for (int n = 0; n < 4; n++) {
                points.add(List.of(x.get(n, 0), x.get(n, 1), gate.targets().get(n, 0)));
            }
            Map<String, Object> start = Map.of("weights", first.weights(), "bias", first.bias());
            Map<String, Object> of = Map.of("first", start, "points", points, "rate", 0.1, "epochs", 50);
            add("perceptron " + gate, "perceptron", of, take -> {
                tell(first, take);
                PerceptronTraining.run(first, x, gate.targets(), 0.1, 50, (step, error, after) -> tell(after, take))
                        .totalErrors()
                        .forEach(take::accept);
            });
        }
    }

    private static void tell(Perceptron perceptron, DoubleConsumer take) {
        Arrays.stream(perceptron.weights()).forEach(take);
        take.accept(perceptron.bias());
    }
}
