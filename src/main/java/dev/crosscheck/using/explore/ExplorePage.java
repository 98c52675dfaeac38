package dev.crosscheck.using.explore;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.using.serve.Site;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The explorer ({@code docs/explore.md}): one page, which computes by itself, as a file or as the only one of a web site.
 *
 * @param page its HTML
 */
public record ExplorePage(byte[] page) implements Site {
    /** Of the site. The page's own policy, which it also has as a file, allows no scripts but its own. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:;"
                    + " worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    /** @param mnist the folder of MNIST, of whose images the page has some; if there is none, the page has no chapter on digits */
    public static ExplorePage of(Path mnist) {
        return new ExplorePage(PageFiles.page("", DigitNetwork.learning(mnist)));
    }

    /** @param digits network for the chapter on digits */
    public static ExplorePage of(DigitNetwork digits) {
        return new ExplorePage(PageFiles.page("", digits.data()));
    }

    /** The page at the beginning of the course's training on XOR; it says so where a number is larger than it takes. */
    public static ExplorePage ofXor(Network network, Parameters start, double learningRate) {
        String hidden = IntStream.range(1, network.layers())
                .mapToObj(k ->
                        network.sizes().get(k) + "." + network.activation(k).label())
                .collect(Collectors.joining("-"));
        return begun(
                "backprop?data=xor&hidden=" + hidden + "&output=linear&loss=half-squared-error&optimizer=sgd&batch=1"
                        + "&learningRate=" + learningRate,
                start.matrices().stream().flatMapToDouble(matrix -> Arrays.stream(matrix.data())));
    }

    /** The page with a perceptron's training on a gate; it says so where a number is larger than it takes. */
    public static ExplorePage ofPerceptron(LogicGate gate, Perceptron start, double learningRate, int epochs) {
        return begun(
                "perceptron?gate=" + gate + "&rate=" + learningRate + "&epochs=" + epochs,
                DoubleStream.concat(Arrays.stream(start.weights()), DoubleStream.of(start.bias())));
    }

    private static ExplorePage begun(String address, DoubleStream start) {
        String numbers = start.mapToObj(String::valueOf).collect(Collectors.joining(","));
        return new ExplorePage(PageFiles.page(address + "&start=" + numbers, null));
    }

    @Override
    public Map<String, File> files() {
        return Map.of("/", new File("text/html;charset=utf-8", page, HEADERS));
    }

    @Override
    public String contents() {
        return "the page at /";
    }
}
