package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the page computes by {@code engine.js} has the bits of {@code nn}: functions, random numbers, data, and every parameter and loss of each
 * kind of training, in Chromium and in Firefox. The page tells a digest of the numbers of each case.
 */
class EngineBitsIT {
    private static final double TOO_LARGE = 1000; // a rate with which numbers become infinite and NaN

    private static final int SHOWN = 5; // of the cases that differ
    private static final int PATIENCE_MINUTES = 20;
    private static final Path SCRIPT = Path.of("src", "test", "js", "engine-bits.js");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A sequence of numbers, as the page is asked for it and as Java computes it. */
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

    /** Java and both browsers at the same time. Without Firefox the test counts as skipped after Chromium's part. */
    @Test
    void browsersComputeTheBitsOfJava() throws Exception {
        List<Case> cases = cases();
        FutureTask<List<String>> digests =
                started(() -> cases.stream().map(Case::digest).toList());
        FutureTask<Void> firefox = started(() -> {
            try (PageServer server = new PageServer(cases, digests);
                    Firefox found = Firefox.find()) {
                found.open(server.url());
                server.requireEqualBits();
            }
            return null;
        });
        try (PageServer server = new PageServer(cases, digests);
                Chromium chromium = Chromium.start()) {
            chromium.call("Page.navigate", Map.of("url", server.url()));
            server.requireEqualBits();
        }
        try {
            firefox.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    private static <T> FutureTask<T> started(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        new Thread(future).start();
        return future;
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        addFunctions(cases);
        addRandom(cases);
        addData(cases);
        addTrainings(cases);
        addPerceptrons(cases);
        return cases;
    }

    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = new TreeMap<>(Map.of(
            "exp", StrictMath::exp,
            "log", StrictMath::log,
            "log1p", StrictMath::log1p,
            "expm1", StrictMath::expm1,
            "tanh", StrictMath::tanh,
            "cosPi", DoubleMath::cosPi,
            "sinPi", DoubleMath::sinPi));

    private static void addFunctions(List<Case> cases) {
        int all = 0x7ff80000; // the upper half of NaN
        int part = all / 16;
        double[] special = special();
        FUNCTIONS.forEach((name, f) -> {
            for (int from = 0; from < all; from += part) {
                int first = from;
                cases.add(function(
                        name,
                        "everywhere",
                        Map.of("from", first, "to", first + part, "step", 1021),
                        take -> everywhere(first, first + part, 1021, take),
                        f));
            }
            List<String> values =
                    Arrays.stream(special).mapToObj(Double::toString).toList();
            cases.add(function(
                    name,
                    "around",
                    Map.of("values", values),
                    take -> Arrays.stream(special).forEach(take),
                    f));
            for (double bound : new double[] {0.4, 1.1, 2, 50, 750}) {
                Map<String, Object> given = Map.of("seed", 7, "count", 50_000, "bound", bound);
                cases.add(function(
                        name,
                        "uniform",
                        given,
                        take -> {
                            PolarRandom random = new PolarRandom(7);
                            for (int i = 0; i < 50_000; i++) {
                                take.accept(random.nextDouble(-bound, bound));
                            }
                        },
                        f));
            }
        });
        cases.add(new Case("power", "power", Map.of("seed", 9, "count", 5_000), take -> {
            PolarRandom random = new PolarRandom(9);
            for (int i = 0; i < 5_000; i++) {
                take.accept(DoubleMath.power(random.nextDouble(-1.5, 1.5), i));
            }
        }));
    }

    private static Case function(
            String name,
            String over,
            Map<String, Object> given,
            Consumer<DoubleConsumer> arguments,
            DoubleUnaryOperator f) {
        return new Case(
                name + " " + over + (over.equals("around") ? "" : " " + new TreeMap<>(given)),
                "function",
                Map.of("name", name, "over", over, "arguments", given),
                take -> arguments.accept(x -> take.accept(f.applyAsDouble(x))));
    }

    private static double fromHalves(int high, int low) {
        return Double.longBitsToDouble((long) high << 32 | low & 0xffffffffL);
    }

    private static void everywhere(int from, int to, int step, DoubleConsumer take) {
        for (int upper = from; upper < to; upper += step) {
            int low = upper * 0x9e3779b1;
            take.accept(fromHalves(upper, low));
            take.accept(fromHalves(upper | 0x80000000, low));
        }
    }

    /** Zeros, infinities, NaN, all powers of two, and the places at which the functions change from one formula to another, with their neighbours. */
    private static double[] special() {
        List<Double> values = new ArrayList<>(
                List.of(0.0, Double.MIN_NORMAL, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NaN));
        for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
            double power = Math.scalb(1.0, exponent);
            values.addAll(List.of(Math.nextDown(power), power, Math.nextUp(power)));
        }
        double ln2 = StrictMath.log(2);
        double root = Math.sqrt(2);
        for (double place : new double[] {
            ln2 / 2,
            1.5 * ln2,
            2.5 * ln2,
            20 * ln2,
            56 * ln2,
            56.5 * ln2,
            root,
            root / 2,
            root - 1,
            1 - root / 2,
            1.38,
            1.42,
            22,
            709.782712893384,
            708.4,
            745.13321910194
        }) {
            int upper = (int) (Double.doubleToLongBits(place) >> 32);
            for (int half = upper - 3; half <= upper + 3; half++) {
                values.addAll(List.of(fromHalves(half, 0), fromHalves(half, -1)));
            }
            values.addAll(List.of(Math.nextDown(place), place, Math.nextUp(place)));
        }
        return values.stream()
                .flatMap(value -> List.of(value, -value).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static void addRandom(List<Case> cases) {
        for (long seed : new long[] {0, 1, 2, 59, -1, Long.MIN_VALUE, 0x123456789abcdefL}) {
            cases.add(new Case("random, seed " + seed, "random", Map.of("seed", "" + seed, "count", 1000), take -> {
                PolarRandom random = new PolarRandom(seed);
                for (int i = 0; i < 1000; i++) {
                    take.accept(random.nextDouble());
                    take.accept(random.nextDouble(-0.3, 0.3));
                    take.accept(random.nextGaussian());
                }
            }));
        }
    }

    private static void addData(List<Case> cases) {
        for (String kind : DrawnExamples.KINDS) {
            boolean isSoftmax = !kind.equals("curve");
            Map<String, Object> data = NnTraining.described(kind, 137, 0.25);
            cases.add(new Case(
                    "data " + kind, "data", Map.of("data", data, "seed", 4, "isSoftmax", isSoftmax), take -> {
                        DrawnExamples examples = DrawnExamples.of(kind, 137, 0.25, 4);
                        Arrays.stream(examples.x().data()).forEach(take);
                        Arrays.stream(examples.targets(isSoftmax).data()).forEach(take);
                    }));
        }
    }

    /** What a loss can be measured of: it needs its partner, or takes any output but softmax. */
    private static List<String> outputs(Loss loss) {
        return loss.partner() == Elementwise.IDENTITY
                ? List.of("linear", "sigmoid")
                : List.of(loss.partner().label());
    }

    private static void addTrainings(List<Case> cases) {
        for (Activation activation : Activation.all()) {
            String one = activation.label();
            List<List<String>> depths = List.of(List.of(one), List.of(one, one, one));
            for (Loss loss : Loss.values()) {
                for (String output : outputs(loss)) {
                    String data = output.equals("linear") ? "curve" : output.equals("softmax") ? "spirals" : "moons";
                    NnTraining.Form form = new NnTraining.Form(data, output, loss);
                    for (OptimizerSpec.Kind optimizer : OptimizerSpec.Kind.values()) {
                        addTrainings(
                                cases,
                                depths,
                                form,
                                optimizer,
                                optimizer.byDefault().learningRate());
                    }
                }
            }
        }
        Loss half = Loss.HALF_SQUARED_ERROR;
        NnTraining.Form flat = new NnTraining.Form("xor", "sigmoid", Loss.BINARY_CROSS_ENTROPY);
        for (OptimizerSpec.Kind optimizer : OptimizerSpec.Kind.values()) {
            List<String> mixed = List.of("relu", "tanh", "gelu");
            NnTraining.Form course = new NnTraining.Form("xor", "linear", half);
            add(cases, new NnTraining(course, List.of("tanh"), optimizer, 0.05, "normal", 1));
            add(cases, new NnTraining(flat, List.of(), optimizer, 0.05, "torch", 4));
            for (double dropout : new double[] {0, 0.4}) {
                NnTraining.Form held = new NnTraining.Form("circles", "linear", half, 0.25, 0.01, dropout);
                NnTraining.Form more = new NnTraining.Form("spirals", "sigmoid", half, 0.5, 0, dropout);
                add(cases, new NnTraining(held, mixed, optimizer, 0.05, "xavier", 4));
                add(cases, new NnTraining(more, mixed, optimizer, 0.05, "he", 1));
            }
        }
    }

    /** Deep with a batch of 4 and flat with 1, or the other way round: over the initializations all four. And with rates that are too large. */
    private static void addTrainings(
            List<Case> cases,
            List<List<String>> depths,
            NnTraining.Form form,
            OptimizerSpec.Kind optimizer,
            double rate) {
        for (int i = 0; i < NnTraining.INITIALIZATIONS.size(); i++) {
            String initialization = NnTraining.INITIALIZATIONS.get(i);
            for (int depth = 0; depth < 2; depth++) {
                int batch = (depth == 1) == (i % 2 == 1) ? 1 : 4;
                add(cases, new NnTraining(form, depths.get(depth), optimizer, rate, initialization, batch));
            }
        }
        add(cases, new NnTraining(form, depths.get(1), optimizer, 10 * rate, "he", 0));
        if (optimizer != OptimizerSpec.Kind.ADAMW) { // whose rate times decay must be below 1
            add(cases, new NnTraining(form, depths.get(1), optimizer, TOO_LARGE, "normal", 4));
        }
    }

    private static void add(List<Case> cases, NnTraining trained) {
        long seed = cases.size();
        cases.add(new Case(
                trained.name(),
                "training",
                Map.of("config", trained.config(seed), "steps", NnTraining.STEPS),
                take -> trained.run(seed, take)));
    }

    private static void addPerceptrons(List<Case> cases) {
        for (LogicGate gate : LogicGate.values()) {
            for (double rate : new double[] {0.1, 0.125}) {
                Perceptron first = Perceptron.initial(2, 5);
                List<List<Double>> points = new ArrayList<>();
                for (int n = 0; n < 4; n++) {
                    points.add(List.of(
                            LogicGate.inputs().get(n, 0),
                            LogicGate.inputs().get(n, 1),
                            gate.targets().get(n, 0)));
                }
                Map<String, Object> start = Map.of("weights", first.weights(), "bias", first.bias());
                cases.add(new Case(
                        "perceptron " + gate + " lr:" + rate,
                        "perceptron",
                        Map.of("first", start, "points", points, "rate", rate, "epochs", 50),
                        take -> {
                            tell(first, take);
                            PerceptronTraining.run(
                                            first,
                                            LogicGate.inputs(),
                                            gate.targets(),
                                            rate,
                                            50,
                                            (step, error, after) -> tell(after, take))
                                    .totalErrors()
                                    .forEach(take::accept);
                        }));
            }
        }
    }

    private static void tell(Perceptron perceptron, DoubleConsumer take) {
        Arrays.stream(perceptron.weights()).forEach(take);
        take.accept(perceptron.bias());
    }

    /** Gives the page its scripts and its cases, and compares what it tells. */
    private static final class PageServer implements AutoCloseable {
        private final List<Case> cases;
        private final Future<List<String>> digests;
        private final HttpServer server;
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private List<String> told = List.of();

        PageServer(List<Case> cases, Future<List<String>> digests) throws IOException {
            this.cases = cases;
            this.digests = digests;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::handle);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        void requireEqualBits() throws Exception {
            assertEquals("", end.get(PATIENCE_MINUTES, TimeUnit.MINUTES), "the page's script ended with an error");
            List<String> expected = digests.get();
            assertEquals(cases.size(), told.size());
            List<String> differing = IntStream.range(0, cases.size())
                    .filter(i -> !expected.get(i).equals(told.get(i)))
                    .mapToObj(i -> cases.get(i).name())
                    .toList();
            assertTrue(
                    differing.isEmpty(),
                    () -> differing.size() + " cases differ, first "
                            + differing.subList(0, Math.min(SHOWN, differing.size())));
        }

        private void handle(HttpExchange exchange) throws IOException {
            try {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                answer(
                        exchange,
                        switch (exchange.getRequestURI().getPath()) {
                            case "/" -> page();
                            case "/cases" ->
                                JSON.writeValueAsString(cases.stream()
                                        .map(each -> Map.of("run", each.run(), "of", each.of()))
                                        .toList());
                            case "/digests" -> {
                                told = List.of(JSON.readValue(body, String[].class));
                                yield "null";
                            }
                            case "/end" -> {
                                end.complete(body);
                                yield "null";
                            }
                            default -> "";
                        });
            } catch (RuntimeException | IOException e) {
                end.completeExceptionally(e);
                throw new IOException(e);
            }
        }

        private static void answer(HttpExchange exchange, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        private static String page() throws IOException {
            return "<!doctype html><script>" + PageFiles.text("engine.js") + "</script><script>"
                    + Files.readString(SCRIPT) + "</script>";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
