package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.picture.DigitForm;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Dense;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.run.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chapter on digits about a network of any depth and other classes, beside central differences of {@code nn}'s outputs. */
class ExploredNetworkIT {
    private static final int PIXELS = 784;
    private static final int TEST = 2;
    private static final ImageForm FORM =
            new ImageForm(28, 28, new Normalisation(0.25, 0.5), List.of("cat", "dog", "owl"));

    /** A central difference with the usual step is this close to a gradient of a number near 1. */
    private static final double CENTRAL = 1e-8;

    /** Smooth activations, so that no difference goes over a kink. */
    private static ExploredNetwork network(int layers, List<ExploredNetwork.Moment> moments, int tests) {
        Network network =
                Network.of(PIXELS, List.of(6, 4).subList(0, layers - 1), 3, Elementwise.GELU, Softmax.SOFTMAX);
        Parameters parameters = network.initial(layers);
        for (int i = 0; i < parameters.weights(1).data().length; i++) {
            parameters.weights(1).data()[i] /= 28; // so that no softmax is 0 or 1
        }
        for (Matrix matrix : parameters.matrices()) {
            Arrays.setAll(matrix.data(), i -> (float) matrix.data()[i]); // as in a model's file
        }
        SplittableRandom random = new SplittableRandom(1);
        byte[] pixels = new byte[tests * PIXELS];
        random.nextBytes(pixels);
        int[] labels = random.ints(tests, 0, 3).toArray();
        return new ExploredNetwork("mine", network, parameters, moments, FORM, new ImageSet(pixels, labels, FORM));
    }

    /** @param wanted JavaScript, with {@code digits} for the network in the page */
    private static JsonNode ask(Map<String, Object> of, String wanted) {
        return PageScripts.ask(
                "const { digitsOf } = await load('digits.js'); const digits = await digitsOf(input); await digits.ready(() => {}); return "
                        + wanted + ";",
                new RawValue(Json.line(of)));
    }

    private static JsonNode ask(ExploredNetwork of, String wanted) {
        return ask(of.data(), wanted);
    }

    static ForwardPass pass(ExploredNetwork of, double[] pixels) {
        double[] x = Arrays.stream(pixels).map(p -> (p - 0.25) / 0.5).toArray();
        return of.network().forward(of.parameters(), Matrix.rowOf(x));
    }

    private static double difference(
            ExploredNetwork of, double[] pixels, int pixel, ToDoubleFunction<ForwardPass> function) {
        double[] moved = pixels.clone();
        return FiniteDifference.derivative(
                p -> {
                    moved[pixel] = p;
                    return function.applyAsDouble(pass(of, moved));
                },
                pixels[pixel]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anAnswerIsTheNetworksAndItsGradientsAreTheDifferences(int layers) {
        ExploredNetwork of = network(layers, List.of(), 3);
        JsonNode both = ask(
                of,
                "[digits.answer({ test: " + TEST
                        + " })].flatMap((each) => [each, digits.answer({ pixels: each.pixels })])");
        JsonNode test = both.get(0);
        double[] pixels = PageSessions.numbers(test.get("pixels"));
        ForwardPass pass = pass(of, pixels);
        assertArrayEquals(pass.z(layers).data(), PageSessions.numbers(test.get("logits")));
        assertArrayEquals(pass.output().data(), PageSessions.numbers(test.get("probabilities")));
        assertEquals(layers - 1, test.get("hidden").size());
        for (int k = 1; k < layers; k++) {
            assertArrayEquals(pass.a(k).data(), PageSessions.numbers(test.at("/hidden/" + (k - 1))));
        }
        int label = of.tests().labels()[TEST];
        assertEquals(label, test.get("label").asInt());
        Matrix target = Matrix.zeros(1, 3);
        target.data()[label] = 1;
        JsonNode drawn = both.get(1);
        assertFalse(drawn.has("label"));
        int best = drawn.get("gradientOf").asInt();
        for (int pixel : new int[] {0, 300, 783}) {
            assertEquals(
                    difference(of, pixels, pixel, p -> Loss.CATEGORICAL_CROSS_ENTROPY.value(p.output(), target)),
                    test.at("/gradient/" + pixel).asDouble(),
                    CENTRAL);
            assertEquals(
                    difference(of, pixels, pixel, p -> p.z(layers).get(0, best)),
                    drawn.at("/gradient/" + pixel).asDouble(),
                    CENTRAL);
        }
    }

    /** Two convolutions, whose weights are all above 0, before two dense layers. */
    static ExploredNetwork convolution() {
        List<Layer> layers = Layer.chain(
                new Shape(1, 28, 28),
                List.of(
                        new Convolution(Shape.flat(0), 2, 5, false, true),
                        new Convolution(Shape.flat(0), 3, 3, true, true),
                        new Dense(4, Elementwise.TANH),
                        new Dense(3, Softmax.SOFTMAX)));
        Network network = new Network(layers);
        Parameters parameters = network.initial(1);
        for (Matrix matrix : parameters.matrices()) {
            Arrays.setAll(matrix.data(), i -> (float) Math.abs(matrix.data()[i]) + 0.0625f);
        }
        return new ExploredNetwork(
                "mine",
                network,
                parameters,
                List.of(),
                FORM,
                network(1, List.of(), 3).tests());
    }

    /** Its numbers are those of {@code nn}, to the bit; a place saw just the pixels that can change it, which all weights above 0 show. */
    @Test
    void aConvolutionIsShownWithWhatItsPlacesSaw() {
        ExploredNetwork of = convolution();
        JsonNode answer = ask(of, "digits.answer({ test: 1 })");
        double[] pixels = PageSessions.numbers(answer.get("pixels"));
        ForwardPass pass = pass(of, pixels);
        assertArrayEquals(pass.z(4).data(), PageSessions.numbers(answer.get("logits")));
        assertArrayEquals(pass.a(2).data(), PageSessions.numbers(answer.at("/hidden/1")));
        int unit = 3 * 6 + 4; // of the first map of 6 x 6
        JsonNode saw = ask(of, "digits.saw(2, 3, 4)");
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double[] changed = pixels.clone();
            changed[pixel] = 1e6;
            boolean isSeen = pixel / 28 >= saw.get("top").asInt()
                    && pixel / 28 <= saw.get("bottom").asInt()
                    && pixel % 28 >= saw.get("left").asInt()
                    && pixel % 28 <= saw.get("right").asInt();
            assertEquals(
                    isSeen, pass(of, changed).a(2).data()[unit] != pass.a(2).data()[unit], "pixel " + pixel);
        }
    }

    /** Without a model a network learns in the page from MNIST's first images, and is measured on its first test images. */
    @Test
    void thePagesOwnNetworkLearns() {
        Map<String, Object> data = ExploredNetwork.learning(Path.of("data", "mnist"));
        JsonNode page = ask(data, "{ growth: digits.growth(3), test: digits.answer({ test: 99 }) }");
        assertEquals("[0,50,100,150,200,250,300]", page.at("/growth/steps").toString());
        assertTrue(
                page.at("/growth/accuracy/0").asDouble() < 0.2,
                page.at("/growth/accuracy").toString());
        assertTrue(
                page.at("/growth/accuracy/6").asDouble() > 0.8,
                page.at("/growth/accuracy").toString());
        assertEquals(784, page.at("/growth/weights/6").size());
        assertEquals(
                IdxBytes.mnist().test().labels()[99], page.at("/test/label").asInt());
    }

    /** A class whose name is HTML does not end the data. */
    @Test
    void namesStayInTheirElement() {
        ImageForm form = new ImageForm(28, 28, FORM.normalisation(), List.of("</script>", "b"));
        Network network = Network.of(PIXELS, List.of(), 2, Elementwise.RELU, Softmax.SOFTMAX);
        ExploredNetwork of = new ExploredNetwork(
                "</script>", network, network.initial(1), List.of(), form, new ImageSet(new byte[0], new int[0], form));
        String page = new String(ExplorePage.of(of).page(), StandardCharsets.UTF_8);
        String data = page.split("id=\"digits.json\">")[1];
        assertEquals("{", data.substring(0, 1));
        assertEquals(data.indexOf("</script>"), data.lastIndexOf("</script>"));
    }

    /** What the run has not kept is not made up: without moments there is the present alone. */
    @Test
    void aUnitGrowsOverTheMomentsThatThereAre() {
        ExploredNetwork now = network(2, List.of(), 1);
        Parameters earlier = network(2, List.of(), 0).parameters();
        earlier.weights(1).data()[300 * 6 + 4] = 0.25;
        ExploredNetwork of = network(
                2,
                List.of(
                        new ExploredNetwork.Moment(150, 1, earlier, null),
                        new ExploredNetwork.Moment(200, 2, now.parameters(), 0.75)),
                1);
        JsonNode growth = ask(of, "digits.growth(4)");
        assertEquals("[150,200]", growth.get("steps").toString());
        assertEquals("[1,2]", growth.get("epochs").toString());
        assertEquals("[null,0.75]", growth.get("accuracy").toString());
        assertEquals(earlier.weights(1).get(300, 4), growth.at("/weights/0/300").asDouble());
        assertEquals(
                now.parameters().weights(1).get(300, 4),
                growth.at("/weights/1/300").asDouble());
        JsonNode alone = ask(now, "digits.growth(4)");
        assertEquals(0, alone.get("steps").size());
        assertEquals(1, alone.get("weights").size());
    }

    /** Drawings of one random stroke of several pieces, away from the edge, are prepared as {@code predict} prepares pictures. */
    @Test
    void aDrawingIsPreparedAsPredictDoes() {
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> drawings = new ArrayList<>();
        List<double[]> shares = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            byte[] light = new byte[PIXELS];
            int x = random.nextInt(5, 23);
            int y = random.nextInt(5, 23);
            int across = 0;
            int down = 0;
            for (int i = 0; i < 8 * (1 + n % 4); i++) {
                across = i % 8 == 0 ? 2 * random.nextInt(2) - 1 : across;
                down = i % 8 == 0 ? random.nextInt(-1, 2) : down;
                x = Math.max(4, Math.min(23, x + across));
                y = Math.max(4, Math.min(23, y + down));
                light[28 * y + x] = (byte) random.nextInt(100, 256);
            }
            drawings.add(light);
            shares.add(IntStream.range(0, PIXELS)
                    .mapToDouble(p -> (light[p] & 0xff) / 255.0)
                    .toArray());
        }
        JsonNode prepared =
                PageScripts.ask("const { asDigit } = await load('drawing.js'); return input.map(asDigit);", shares);
        for (int n = 0; n < drawings.size(); n++) {
            byte[] digit = DigitForm.of(new GreyPicture(28, 28, drawings.get(n)))
                    .orElseThrow()
                    .pixels();
            double[] expected = new double[PIXELS];
            Arrays.setAll(expected, p -> (digit[p] & 0xff) / 255.0);
            assertArrayEquals(expected, PageSessions.numbers(prepared.get(n)), "drawing " + n);
        }
    }
}
