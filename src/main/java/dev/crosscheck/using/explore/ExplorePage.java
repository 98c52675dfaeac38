package dev.crosscheck.using.explore;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.using.serve.Site;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The web site of the explorer ({@code docs/explore.md}): its page, which computes by itself, and what the chapter on digits asks for. Thread-safe. */
public final class ExplorePage implements Site {
    private static final String API = "/api/explore/";
    private static final int OK = 200;

    /** What the page takes at most, as its settings.js and perceptron.js have it. */
    private static final int MOST_LAYERS = 4;

    private static final int MOST_UNITS = 16;
    private static final double LEAST_RATE = 1e-9;
    private static final double MOST_RATE = 1e6;
    private static final int MOST_EPOCHS = 1000;
    private static final double LARGEST = 1000;

    /** Of the page, whose own policy, which it also has as a file, is narrower. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:;"
                    + " worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final Map<String, File> files =
            Map.of("/", new File("text/html;charset=utf-8", PageFiles.page(""), HEADERS));
    private final Map<String, Endpoint> endpoints = new TreeMap<>();

    /** Handles one kind of request. */
    @FunctionalInterface
    interface Endpoint {
        /** @param body empty if there is none */
        Object answer(Call call, byte[] body);
    }

    /** @param mnist the folder of MNIST; the digit network is trained on it at the first request */
    public ExplorePage(Path mnist) {
        this(new Digits(mnist));
    }

    /** @param digits network for the chapter on digits */
    public ExplorePage(DigitNetwork digits) {
        this(new Digits(digits));
    }

    private ExplorePage(Digits digits) {
        endpoints.put("GET " + API + "digits", (call, body) -> digits.facts());
        endpoints.put("POST " + API + "digits", (call, body) -> digits.answer(body));
        endpoints.put("GET " + API + "digits/growth", (call, body) -> digits.growth(call.query()));
    }

    /**
     * @param start what the page shows at first, as its address says it after #; empty for the usual
     * @return the page, which works as a file
     */
    public static byte[] page(String start) {
        return PageFiles.page(start);
    }

    /**
     * @param network a network with two inputs and a linear output
     * @param start its initial parameters
     * @param learningRate η
     * @return the page at the beginning of the course's training on XOR; empty if the network or the rate is larger than the page takes
     */
    public static Optional<byte[]> ofXor(Network network, Parameters start, double learningRate) {
        List<Integer> units = network.sizes().subList(1, network.layers());
        if (units.size() > MOST_LAYERS
                || units.stream().anyMatch(count -> count > MOST_UNITS)
                || learningRate > MOST_RATE
                || learningRate < LEAST_RATE) {
            return Optional.empty();
        }
        String hidden = IntStream.range(1, network.layers())
                .mapToObj(k ->
                        network.sizes().get(k) + "." + network.activation(k).label())
                .collect(Collectors.joining("-"));
        return Optional.of(page(
                "backprop?data=xor&hidden=" + hidden + "&output=linear&loss=half-squared-error&optimizer=sgd&batch=1"
                        + "&learningRate=" + learningRate + "&start="
                        + joined(start.matrices().stream().flatMapToDouble(matrix -> Arrays.stream(matrix.data())))));
    }

    /**
     * @param gate the gate to learn
     * @param start the initial perceptron
     * @param learningRate η
     * @param epochs largest number of epochs
     * @return the page with a perceptron's training on a gate; empty if numbers are larger than the page takes
     */
    public static Optional<byte[]> ofPerceptron(LogicGate gate, Perceptron start, double learningRate, int epochs) {
        double[] numbers = {start.weights()[0], start.weights()[1], start.bias()};
        if (learningRate > LARGEST || Arrays.stream(numbers).anyMatch(w -> Math.abs(w) > LARGEST)) {
            return Optional.empty();
        }
        return Optional.of(page("perceptron?gate=" + gate + "&rate=" + learningRate + "&epochs="
                + Math.min(epochs, MOST_EPOCHS) + "&start=" + joined(Arrays.stream(numbers))));
    }

    private static String joined(DoubleStream numbers) {
        return numbers.mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public Map<String, File> files() {
        return files;
    }

    @Override
    public List<String> methods(String path) {
        return List.of("GET", "POST").stream()
                .filter(method -> endpoints.containsKey(method + " " + path))
                .toList();
    }

    @Override
    public String contents() {
        return "the page at /, and " + String.join(", ", endpoints.keySet());
    }

    @Override
    public List<String> types() {
        return List.of(JSON);
    }

    @Override
    public boolean isQuick(Call call, int bytes, Supplier<byte[]> body) {
        return call.method().equals("GET");
    }

    @Override
    public Reply answer(Call call, byte[] body) {
        try {
            return new Reply(
                    OK,
                    Wire.json(endpoints.get(call.method() + " " + call.path()).answer(call, body)));
        } catch (Refusal e) {
            return Reply.refusal(e.status(), e);
        }
    }
}
