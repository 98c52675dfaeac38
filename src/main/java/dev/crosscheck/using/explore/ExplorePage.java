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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The explorer ({@code docs/explore.md}): one page, which computes by itself, as a file or as the only one of a web site. */
public final class ExplorePage implements Site {
    /** What the page takes at most, as its settings.js and perceptron.js have it. */
    private static final int MOST_LAYERS = 4;

    private static final int MOST_UNITS = 16;
    private static final double LEAST_RATE = 1e-9;
    private static final double MOST_RATE = 1e6;
    private static final int MOST_EPOCHS = 1000;
    private static final double LARGEST = 1000;

    /** Of the site. The page's own policy, which it also has as a file, allows no scripts but its own. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:;"
                    + " worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final Map<String, File> files;

    private ExplorePage(byte[] page) {
        files = Map.of("/", new File("text/html;charset=utf-8", page, HEADERS));
    }

    /** @param mnist the folder of MNIST, of whose images the page has some; if there is none, the page has no chapter on digits */
    public ExplorePage(Path mnist) {
        this(page(mnist));
    }

    /** @param digits network for the chapter on digits */
    public ExplorePage(DigitNetwork digits) {
        this(page(digits));
    }

    /**
     * @param mnist the folder of MNIST; if there is none, the page has no chapter on digits
     * @return the page, which works as a file
     */
    public static byte[] page(Path mnist) {
        return PageFiles.page("", DigitData.ofMnist(mnist));
    }

    /**
     * @param digits network for the chapter on digits
     * @return the page, which works as a file
     */
    public static byte[] page(DigitNetwork digits) {
        return PageFiles.page("", DigitData.of(digits));
    }

    /**
     * @param network a network with two inputs and a linear output
     * @param start its initial parameters
     * @param learningRate η
     * @return the page at the beginning of the course's training on XOR; empty if the network or a number is larger than the page takes
     */
    public static Optional<byte[]> ofXor(Network network, Parameters start, double learningRate) {
        List<Integer> units = network.sizes().subList(1, network.layers());
        double[] numbers = start.matrices().stream()
                .flatMapToDouble(matrix -> Arrays.stream(matrix.data()))
                .toArray();
        if (units.size() > MOST_LAYERS
                || units.stream().anyMatch(count -> count > MOST_UNITS)
                || learningRate > MOST_RATE
                || learningRate < LEAST_RATE
                || areLarge(numbers)) {
            return Optional.empty();
        }
        String hidden = IntStream.range(1, network.layers())
                .mapToObj(k ->
                        network.sizes().get(k) + "." + network.activation(k).label())
                .collect(Collectors.joining("-"));
        return begun("backprop?data=xor&hidden=" + hidden + "&output=linear&loss=half-squared-error&optimizer=sgd"
                + "&learningRate=" + learningRate + "&batch=1&start=" + joined(numbers));
    }

    /**
     * @param gate the gate to learn
     * @param start the initial perceptron
     * @param learningRate η
     * @param epochs largest number of epochs
     * @return the page with a perceptron's training on a gate; empty if a number is larger than the page takes
     */
    public static Optional<byte[]> ofPerceptron(LogicGate gate, Perceptron start, double learningRate, int epochs) {
        double[] numbers = {start.weights()[0], start.weights()[1], start.bias()};
        return learningRate > LARGEST || areLarge(numbers)
                ? Optional.empty()
                : begun("perceptron?gate=" + gate + "&rate=" + learningRate + "&epochs=" + Math.min(epochs, MOST_EPOCHS)
                        + "&start=" + joined(numbers));
    }

    private static boolean areLarge(double... numbers) {
        return Arrays.stream(numbers).anyMatch(number -> Math.abs(number) > LARGEST);
    }

    private static String joined(double... numbers) {
        return DoubleStream.of(numbers).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static Optional<byte[]> begun(String start) {
        return Optional.of(PageFiles.page(start, null));
    }

    @Override
    public Map<String, File> files() {
        return files;
    }

    @Override
    public List<String> methods(String path) {
        return List.of();
    }

    @Override
    public String contents() {
        return "the page at /";
    }

    @Override
    public List<String> types() {
        return List.of();
    }

    @Override
    public boolean isQuick(Call call, int bytes, Supplier<byte[]> body) {
        return true;
    }

    @Override
    public Reply answer(Call call, byte[] body) {
        throw new IllegalStateException("no call has a method");
    }
}
