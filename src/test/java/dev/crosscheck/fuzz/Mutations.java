package dev.crosscheck.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs made of seeds by a few small changes, the same ones at each run. */
final class Mutations {
    private static final int[] INTERESTING = {
        0,
        1,
        2,
        3,
        4,
        8,
        16,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0xffff,
        0x10000,
        1 << 24,
        1 << 30,
        Integer.MAX_VALUE,
        -1,
        -2,
        Integer.MIN_VALUE
    };
    private static final int MOST_CHANGES = 4;

    private final List<byte[]> seeds;
    private final int longest;
    private final SplittableRandom random;

    Mutations(List<byte[]> seeds, int longest, long seed) {
        this.seeds = seeds;
        this.longest = longest;
        this.random = new SplittableRandom(seed);
    }

    byte[] next() {
        byte[] input = any();
        for (int left = 1 + random.nextInt(MOST_CHANGES); left > 0; left--) {
            input = changed(input);
        }
        return input.length > longest ? Arrays.copyOf(input, longest) : input;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private byte[] changed(byte[] input) {
        if (input.length < Long.BYTES) {
            return any();
        }
        int at = random.nextInt(input.length - Integer.BYTES);
        int length = 1 + random.nextInt(Math.min(64, input.length - at));
        ByteBuffer buffer =
                ByteBuffer.wrap(input).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int value = INTERESTING[random.nextInt(INTERESTING.length)];
        switch (random.nextInt(7)) {
            case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> input[at] = (byte) value;
            case 2 -> buffer.putShort(at, (short) value);
            case 3 -> buffer.putInt(at, value);
            case 4 -> buffer.putInt(at, buffer.getInt(at) + random.nextInt(-8, 9));
            case 5 -> {
                return joined(input, at, input, at + length); // Leaves a piece out.
            }
            default -> {
                byte[] other = random.nextBoolean() ? input : any();
                return joined(input, at + length, other, Math.min(at, other.length)); // Doubles a piece, or splices.
            }
        }
        return input;
    }

    private static byte[] joined(byte[] head, int end, byte[] tail, int start) {
        byte[] joined = Arrays.copyOf(head, end + tail.length - start);
        System.arraycopy(tail, start, joined, end, tail.length - start);
        return joined;
    }
}
