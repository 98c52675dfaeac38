package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Model files that were made to do harm. Each is refused in a line that names the part at fault, without ND4J and at once. */
class HostileModelIT extends Nd4jTest {
    private static final String ARRAY = "coefficients.bin";
    private static final String STATE = "updaterState.bin";

    private static byte[] good;

    @BeforeAll
    static void make() {
        good = ModelBytes.good();
    }

    @Test
    void theGoodOneIsRead() {
        ModelContent content = ModelFile.read("model.zip", good);
        assertArrayEquals(
                NetworkState.drawn(1, NetworkForm.digits(ModelBytes.HIDDEN), 784, 10)
                        .parameters(),
                content.parameters());
        assertEquals(2L * ModelBytes.PARAMETERS, content.configuration().stateLength());
    }

    static Stream<Arguments> configurations() {
        String relu = "\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationReLU\"";
        return Stream.of(
                change("activationFn renamed", s -> s.replaceFirst("activationFn", "activation"), "\"activation\""),
                change("activationFn null", s -> s.replaceFirst("(?s)(\"activationFn\" : )\\{.*?}", "$1null"), "null"),
                change("activationFn empty", s -> s.replaceFirst("(?s)(\"activationFn\" : )\\{.*?}", "$1{}"), "@class"),
                change(
                        "activationFn a text",
                        s -> s.replaceFirst("(?s)(\"activationFn\" : )\\{.*?}", "$1\"\""),
                        "\"\""),
                change(
                        "softmax inside",
                        s -> s.replaceFirst("ActivationReLU", "ActivationSoftmax"),
                        "no member \"max\""),
                change(
                        "softmax inside, whole",
                        s -> s.replaceFirst("(?s)ActivationReLU\".*?}", "ActivationSoftmax\"}"),
                        "softmax in the output layer"),
                change(
                        "no softmax",
                        s -> s.replace("ActivationSoftmax", "ActivationTanH"),
                        "softmax in the output layer"),
                change("a class of others", s -> s.replaceFirst("(Activation)ReLU", "$1Cube"), "ActivationCube"),
                change(
                        "a class of Java",
                        s -> s.replaceFirst("org.nd4j.*ReLU", "javax.swing.JEditorPane"),
                        "JEditorPane"),
                change("a long class", s -> s.replaceFirst("ReLU", "x".repeat(9_000)), "found the class"),
                change("a class later", s -> s.replaceFirst(relu + ",", "\"max\":null,\n" + relu + ","), "@class"),
                change("a class twice", s -> s.replaceFirst(relu, relu + "," + relu), "Duplicate"),
                change("no such layer", s -> s.replaceFirst("DenseLayer", "ConvolutionLayer"), "ConvolutionLayer"),
                change("two output layers", s -> s.replace("DenseLayer", "OutputLayer"), "expected"),
                change("no output layer", s -> s.replace("OutputLayer", "DenseLayer"), "no member \"lossFn\""),
                change("no inputs", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : 0"), "/nin: expected"),
                change("negative inputs", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : -784"), "/nin: expected"),
                change("many inputs", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : 2147483647"), "/nin: expected"),
                change("inputs a text", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : \"784\""), "/nin: expected"),
                change("inputs no whole", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : 784.0"), "/nin: expected"),
                change("inputs null", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : null"), "/nin: expected"),
                change("inputs twice", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : 784, \"nin\" : 7"), "Duplicate"),
                change("other inputs", s -> s.replaceFirst("\"nin\" : 784", "\"nin\" : 783"), ARRAY),
                change("other units", s -> s.replaceFirst("\"nout\" : 4", "\"nout\" : 5"), "the one before"),
                change(
                        "more units",
                        s -> s.replace("\"nout\" : 4", "\"nout\" : 5").replace("\"nin\" : 4", "\"nin\" : 5"),
                        ARRAY),
                change(
                        "enormous",
                        s -> s.replace("\"nout\" : 4", "\"nout\" : 1000000")
                                .replace("\"nin\" : 4", "\"nin\" : 1000000"),
                        "at most 268435456 parameters"),
                change("other updater", s -> s.replace("config.Adam", "config.AMSGrad"), STATE),
                change("unknown updater", s -> s.replaceFirst("config.Adam", "config.Evil"), "config.Evil"),
                change("updater gone", s -> s.replaceFirst("\"iupdater\"", "\"x\""), "no member \"x\""),
                change(
                        "layer norm",
                        s -> s.replaceFirst("\"hasLayerNorm\" : false", "\"hasLayerNorm\" : true"),
                        "hasLayerNorm"),
                change("double", s -> s.replace("FLOAT", "DOUBLE"), "expected one of FLOAT, found \"DOUBLE\""),
                change(
                        "NaN",
                        s -> s.replaceFirst("\"biasInit\" : 0.0", "\"biasInit\" : \"NaN\""),
                        "/biasInit: expected"),
                change(
                        "a huge number",
                        s -> s.replaceFirst("\"biasInit\" : 0.0", "\"biasInit\" : 1e999999999"),
                        "/biasInit"),
                change(
                        "a long number",
                        s -> s.replaceFirst("\"biasInit\" : 0.0", "\"biasInit\" : " + "9".repeat(30_000)),
                        "unreadable JSON"),
                change(
                        "a preprocessor",
                        s -> s.replace("\"inputPreProcessors\" : { }", "\"inputPreProcessors\" : {\"0\": {}}"),
                        "no member \"0\""),
                change("unknown member", s -> s.replaceFirst("\\{", "{\"x\": 1,"), "no member \"x\""),
                change("deep", s -> "[".repeat(60_000), "found a list"),
                change(
                        "deep inside",
                        s -> s.replaceFirst(
                                "\"stepFunction\" : null", "\"stepFunction\" : " + "{\"a\":".repeat(10_000)),
                        "expected null"),
                change("more after it", s -> s + " {}", "more after it"),
                change("cut off", s -> s.substring(0, s.length() / 2), "unreadable JSON"),
                change("empty", s -> "", "found nothing"),
                change("NUL", s -> s.replaceFirst("layer0", "a\\\\u0000b"), "/layerName: expected"),
                change("a terminal's command", s -> s.replaceFirst("hasBias", "\\\\u001b[2J"), "?[2J"),
                change("many layers", s -> "{\"confs\":[" + "{},".repeat(100) + "{}]}", "expected a member"),
                change("too long", s -> s + " ".repeat(1 << 18), "expected at most 262144 bytes"),
                change("a bomb", s -> s + " ".repeat(1 << 26), "expected at most 262144 bytes"));
    }

    private static Arguments change(String name, UnaryOperator<String> change, String part) {
        return Arguments.of(name, change, part);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void aConfigurationThatIsNotAsItMustBeIsRefused(String name, UnaryOperator<String> change, String part) {
        ModelBytes.refused(ModelBytes.configured(good, change), part);
    }

    /** Offsets from the file's end, whose directory has entries of 46 bytes and the names' lengths, in the order of saving. */
    static Stream<Arguments> zips() {
        int end = 22;
        int state = end + 46 + STATE.length();
        int array = state + 46 + ARRAY.length();
        int configuration = array + 46 + "configuration.json".length();
        return Stream.of(
                zip("no end", b -> b.put(b.limit() - end, (byte) 0), "no directory"),
                zip("a comment", b -> b.putShort(b.limit() - 2, (short) 1), "no directory"),
                zip("disks", b -> b.putShort(b.limit() - 18, (short) 1), "several disks"),
                zip(
                        "more entries",
                        b -> b.putShort(b.limit() - 14, (short) 4).putShort(b.limit() - 12, (short) 4),
                        "another number"),
                zip(
                        "fewer entries",
                        b -> b.putShort(b.limit() - 14, (short) 2).putShort(b.limit() - 12, (short) 2),
                        "another number"),
                zip("65535 entries", b -> b.putInt(b.limit() - 14, -1), "more than 8 entries"),
                zip("a large directory", b -> b.putInt(b.limit() - 10, -1), "more than 8 entries"),
                zip("the directory elsewhere", b -> b.putInt(b.limit() - 6, 5), "a directory of another size"),
                zip("encrypted", b -> b.putShort(b.limit() - array + 8, (short) 9), "encrypted"),
                zip("bzip2", b -> b.putShort(b.limit() - array + 10, (short) 12), "another method"),
                zip("stored and shorter", b -> b.putShort(b.limit() - array + 10, (short) 0), "another method"),
                zip("another checksum", b -> b.putInt(b.limit() - array + 16, 7), "wrong checksum of " + ARRAY),
                zip(
                        "packed to less",
                        b -> b.putInt(b.limit() - array + 20, 100),
                        ARRAY + ": expected 3190 floats, found an early end"),
                zip("packed to more", b -> b.putInt(b.limit() - state + 20, 1 << 30), "damaged directory"),
                zip("a size that cannot be", b -> b.putInt(b.limit() - array + 24, -1), "a size of " + ARRAY),
                zip(
                        "one name twice",
                        b -> b.put(b.limit() - state + 46, ARRAY.getBytes(StandardCharsets.US_ASCII)),
                        "expected"),
                zip(
                        "a name of commands",
                        b -> b.put(b.limit() - state + 46, new byte[] {27, '[', '2', 'J', 7}),
                        "\"?[2J?erState.bin\""),
                zip(
                        "a shared entry",
                        b -> b.putInt(b.limit() - state + 42, b.getInt(b.limit() - array + 42)),
                        "expected"),
                zip("a header beyond", b -> b.putInt(b.limit() - array + 42, -1), "damaged directory"),
                zip("a long name", b -> b.putShort(b.limit() - array + 28, (short) 0xffff), "damaged directory"),
                zip("64-bit sizes", b -> b.putInt(b.limit() - configuration + 24, -1), "a size of configuration.json"));
    }

    private static Arguments zip(String name, Consumer<ByteBuffer> change, String part) {
        return Arguments.of(name, change, part);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("zips")
    void aZipFileThatIsNotAsItMustBeIsRefused(String name, Consumer<ByteBuffer> change, String part) {
        byte[] file = good.clone();
        change.accept(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        ModelBytes.refused(file, part);
    }

    @Test
    void muchBesideTheEntriesIsRefused() {
        int directory = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(good.length - 6);
        int gap = 2 << 20;
        byte[] file = Arrays.copyOf(good, good.length + gap);
        System.arraycopy(good, directory, file, directory + gap, good.length - directory);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(file.length - 6, directory + gap);
        ModelBytes.refused(file, "more beside its entries");
    }

    /** 60 MB of zeros in 60 KB, of the length that the configuration has for them. */
    @Test
    void aBombIsRefusedBeforeItIsUnpacked() {
        int units = 20_000;
        byte[] bomb = ModelBytes.with(
                ModelBytes.configured(
                        good,
                        s -> s.replace("\"nout\" : 4", "\"nout\" : " + units)
                                .replace("\"nin\" : 4", "\"nin\" : " + units)),
                entries -> {
                    entries.remove(STATE);
                    entries.put(ARRAY, new byte[(int) ModelArrays.size(1, 784L * units + units + 10L * units + 10)]);
                });
        assertTrue(bomb.length < 100_000, bomb.length + " bytes");
        ModelBytes.refused(bomb, ARRAY + ": expected parameters, which do not shrink");
    }

    /** Every byte in turn, and random ones: ends only with a network or our own exception. */
    @Test
    void noAlteredByteDoesMore() {
        Random random = new Random(1);
        byte[] small = ModelBytes.with(good, entries -> entries.remove(STATE));
        IntStream.range(0, 3_000).forEach(i -> {
            byte[] file = small.clone();
            int at = i < 1000 ? i : i < 1300 ? file.length - 1 - i % 300 : random.nextInt(file.length);
            file[at] = (byte) random.nextInt();
            if (i % 3 == 0) {
                file = Arrays.copyOf(file, random.nextInt(file.length));
            }
            try {
                ModelFile.read("model.zip", file);
            } catch (CrosscheckException e) {
                assertTrue(e.getMessage().startsWith("model.zip: expected "), e.getMessage());
            }
        });
    }
}
