package dev.crosscheck.using.predict;

import java.util.Arrays;
import java.util.PriorityQueue;

/** The pieces of ink in a picture: pixels of strokes that touch, at a side or a corner, are of one piece. */
final class InkPieces {
    private final byte[] ink;
    private final int width;
    private final float least;
    private final boolean[] seen;
    private final PriorityQueue<Double> largest = new PriorityQueue<>();
    private double all;
    private int[] waiting = new int[1024];
    private int count;

    /**
     * @param ink (height × width), row-major
     * @param least a pixel with as much ink is part of a stroke
     * @param pieces how many of the largest to look at
     */
    InkPieces(byte[] ink, int width, float least, int pieces) {
        this.ink = ink;
        this.width = width;
        this.least = least;
        this.seen = new boolean[ink.length];
        for (int i = 0; i < ink.length; i++) {
            reach(i);
            if (count > 0) {
                double mass = massOfPiece();
                all += mass;
                largest.add(mass);
            }
            if (largest.size() > pieces) {
                largest.remove();
            }
        }
    }

    /** @return the ink of the largest pieces, as a share of the ink of all, from 0 to 1 */
    double shareOfLargest() {
        return largest.stream().mapToDouble(Double::doubleValue).sum() / all;
    }

    private double massOfPiece() {
        double mass = 0;
        while (count > 0) {
            int pixel = waiting[--count];
            mass += ink[pixel] & 0xff;
            int column = pixel % width;
            for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
                for (int k = pixel - column + x - width; k <= pixel - column + x + width; k += width) {
                    reach(k);
                }
            }
        }
        return mass;
    }

    private void reach(int pixel) {
        if (pixel < 0 || pixel >= ink.length || seen[pixel] || (ink[pixel] & 0xff) < least) {
            return;
        }
        seen[pixel] = true;
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count++] = pixel;
    }
}
