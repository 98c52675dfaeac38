package dev.crosscheck.train.dl4j;

import dev.crosscheck.train.Nd4jTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays in model files that were made to do harm: a description that is not of the array lets ND4J read and write anywhere. */
class HostileArrayIT extends Nd4jTest {
    private static final String ARRAY = "coefficients.bin";
    private static final String STATE = "updaterState.bin";

    /** Where things are in an array's entry, by what ND4J writes. */
    private static final int LENGTH = 18;

    private static final int TYPE = 28;
    private static final int RANK = 32;
    private static final int SHAPE = 40;
    private static final int STRIDE = 48;
    private static final int FLAGS = 56;
    private static final int ELEMENT_STRIDE = 64;
    private static final int ORDER = 72;
    private static final int ALLOCATION = 80;
    private static final int COUNT = 98;
    private static final int FLOATS = 113;

    private static byte[] good;

    @BeforeAll
    static void make() {
        good = ModelBytes.good();
    }

    private static Arguments number(String name, int at, long value, String part) {
        return Arguments.of(name + " " + value, (Consumer<ByteBuffer>) bytes -> bytes.putLong(at, value), part);
    }

    private static Arguments bytes(String name, Consumer<ByteBuffer> change, String part) {
        return Arguments.of(name, change, part);
    }

    static Stream<Arguments> arrays() {
        Stream<Arguments> numbers = Stream.of(
                        new LongCases("length", LENGTH, "the length of the description 6"),
                        new LongCases("rank", RANK, "the rank 1"),
                        new LongCases("shape", SHAPE, "the shape "),
                        new LongCases("stride", STRIDE, "the stride 1"),
                        new LongCases("flags", FLAGS, "the flags 8192"),
                        new LongCases("element-wise stride", ELEMENT_STRIDE, "the element-wise stride 1"),
                        new LongCases("order", ORDER, "the order 99"),
                        new LongCases("count", COUNT, "the count of the numbers "))
                .flatMap(LongCases::arguments);
        return Stream.concat(
                numbers,
                Stream.of(
                        bytes("long allocation name", b -> b.putShort(0, (short) 0xffff), "MIXED_DATA_TYPES"),
                        bytes("another allocation", b -> b.put(2, (byte) 'X'), "MIXED_DATA_TYPES"),
                        bytes("another allocation of numbers", b -> b.put(ALLOCATION + 2, (byte) 'X'), "the numbers"),
                        bytes("type INT", b -> b.put(TYPE, (byte) 'I'), "the type of the description LONG"),
                        bytes("type DOUBL", b -> b.put(FLOATS - 5, (byte) 'D'), "the type of the numbers FLOAT"),
                        bytes("NaN", b -> b.putFloat(FLOATS, Float.NaN), "expected finite parameters, found NaN"),
                        bytes("infinity", b -> b.putFloat(b.limit() - 4, Float.NEGATIVE_INFINITY), "found -Infinity")));
    }

    /** Values that a number of a description must not have. */
    private record LongCases(String name, int at, String part) {
        Stream<Arguments> arguments() {
            return Stream.of(
                            0L,
                            -1L,
                            2L,
                            8L,
                            33L,
                            50L,
                            750_000_000L,
                            1L << 31,
                            0x1b00000006L,
                            Long.MAX_VALUE,
                            Long.MIN_VALUE)
                    .map(value -> number(name, at, value, value == 8 && at == LENGTH ? "expected " : part));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arrays")
    void anArrayThatIsNotAsItMustBeIsRefused(String name, Consumer<ByteBuffer> change, String part) {
        for (String entry : new String[] {ARRAY, STATE}) {
            ModelBytes.refused(
                    ModelBytes.with(good, entries -> change.accept(ByteBuffer.wrap(entries.get(entry)))),
                    entry + ": expected ");
            ModelBytes.refused(
                    ModelBytes.with(good, entries -> change.accept(ByteBuffer.wrap(entries.get(entry)))), part);
        }
    }

    @Test
    void anArrayOfAnotherLengthIsRefused() {
        for (String entry : new String[] {ARRAY, STATE}) {
            for (int length : new int[] {0, 1, 50, FLOATS, 1000}) {
                ModelBytes.refused(
                        ModelBytes.with(
                                good, entries -> entries.compute(entry, (name, bytes) -> Arrays.copyOf(bytes, length))),
                        entry + ": expected ");
            }
            for (int more : new int[] {-4, -1, 1, 4, 15, 100_000_000}) {
                ModelBytes.refused(
                        ModelBytes.with(
                                good,
                                entries -> entries.compute(
                                        entry, (name, bytes) -> Arrays.copyOf(bytes, bytes.length + more))),
                        entry + ": expected ");
            }
            // As long as one of rank 2, which has two numbers more.
            ModelBytes.refused(
                    ModelBytes.with(
                            good,
                            entries ->
                                    entries.compute(entry, (name, bytes) -> Arrays.copyOf(bytes, bytes.length + 16))),
                    entry + ": expected nothing after ");
        }
    }

    @Test
    void numbersThatCouldOverflowAreRefused() {
        for (float value : new float[] {3e38f, -3e38f, 1e20f}) {
            ModelBytes.refused(
                    ModelBytes.with(good, entries -> {
                        ByteBuffer floats = ByteBuffer.wrap(entries.get(ARRAY)).position(FLOATS);
                        while (floats.hasRemaining()) {
                            floats.putFloat(value);
                        }
                    }),
                    "expected parameters whose outputs stay finite, found some that could give ");
        }
    }
}
