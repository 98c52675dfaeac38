package dev.crosscheck.predict;

import java.util.Arrays;

/**
 * The inverse discrete cosine transform of a block of 8x8, in whole numbers, by the factorisation of C. Loeffler, A. Ligtenberg
 * and G. Moschytz ("Practical fast 1-D DCT algorithms with 11 multiplications", 1989). Constants and roundings are those of the Independent JPEG
 * Group's library, with which it agrees bit by bit.
 */
final class InverseCosine {
    private static final int SIDE = JpegFrame.SIDE;
    private static final int BITS = 13; // of the constants, behind the point
    private static final int KEPT = 2; // bits that are kept behind the point between the passes
    private static final int CENTRE = 128;
    private static final int MOST = 255;

    private final int[] block = new int[JpegFrame.BLOCK];

    /**
     * @param coefficients row by row, from {@code at} on
     * @param divisors (8 × 8): what they are multiplied by
     * @param rows of pixels that are wanted: a bit each, the lowest for the first
     * @param out receives them, 0 to 255, from {@code to} on, with {@code stride} from row to row
     */
    void transform(short[] coefficients, int at, int[] divisors, int rows, byte[] out, int to, int stride) {
        int rest = 0;
        for (int i = 0; i < block.length; i++) {
            block[i] = coefficients[at + i] * divisors[i];
            rest |= i == 0 ? 0 : block[i];
        }
        if (rest == 0) {
            fill(rows, out, to, stride);
            return;
        }
        for (int column = 0; column < SIDE; column++) {
            pass(block, column, SIDE, BITS - KEPT);
        }
        for (int row = 0; row < SIDE; row++) {
            if ((rows & 1 << row) != 0) {
                pass(block, row * SIDE, 1, BITS + KEPT + 3);
                for (int column = 0; column < SIDE; column++) {
                    out[to + row * stride + column] = (byte) level(block[row * SIDE + column]);
                }
            }
        }
    }

    /** A block of one colour: what the general way comes to for it. */
    private void fill(int rows, byte[] out, int to, int stride) {
        byte level = (byte) level((block[0] * (1 << KEPT) + (1 << KEPT + 2)) >> KEPT + 3);
        for (int row = 0; row < SIDE; row++) {
            if ((rows & 1 << row) != 0) {
                Arrays.fill(out, to + row * stride, to + row * stride + SIDE, level);
            }
        }
    }

    private static int level(int value) {
        return Math.max(0, Math.min(MOST, value + CENTRE));
    }

    /** Transforms eight numbers in place and takes away {@code shift} bits, rounded. */
    private static void pass(int[] x, int at, int by, int shift) {
        int z2 = x[at + 2 * by];
        int z3 = x[at + 6 * by];
        int z1 = (z2 + z3) * 4433; // 0.541196100
        int even2 = z1 - z3 * 15137; // 1.847759065
        int even3 = z1 + z2 * 6270; // 0.765366865
        int even0 = (x[at] + x[at + 4 * by] << BITS) + (1 << shift - 1);
        int even1 = (x[at] - x[at + 4 * by] << BITS) + (1 << shift - 1);
        int o0 = x[at + 7 * by];
        int o1 = x[at + 5 * by];
        int o2 = x[at + 3 * by];
        int o3 = x[at + by];
        int z5 = (o0 + o2 + o1 + o3) * 9633; // 1.175875602
        int y1 = -(o0 + o3) * 7373; // 0.899976223
        int y2 = -(o1 + o2) * 20995; // 2.562915447
        int y3 = z5 - (o0 + o2) * 16069; // 1.961570560
        int y4 = z5 - (o1 + o3) * 3196; // 0.390180644
        int odd0 = o0 * 2446 + y1 + y3; // 0.298631336
        int odd1 = o1 * 16819 + y2 + y4; // 2.053119869
        int odd2 = o2 * 25172 + y2 + y3; // 3.072711026
        int odd3 = o3 * 12299 + y1 + y4; // 1.501321110
        x[at] = even0 + even3 + odd3 >> shift;
        x[at + 7 * by] = even0 + even3 - odd3 >> shift;
        x[at + by] = even1 + even2 + odd2 >> shift;
        x[at + 6 * by] = even1 + even2 - odd2 >> shift;
        x[at + 2 * by] = even1 - even2 + odd1 >> shift;
        x[at + 5 * by] = even1 - even2 - odd1 >> shift;
        x[at + 3 * by] = even0 - even3 + odd0 >> shift;
        x[at + 4 * by] = even0 - even3 - odd0 >> shift;
    }
}
