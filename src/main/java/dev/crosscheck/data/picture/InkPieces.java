package dev.crosscheck.data.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** The connected components of the ink in a picture, with 8-connectivity. */
final class InkPieces {
    private final byte[] ink;
    private final int width;
    private final float least;

    /** The component of each pixel, from 1; 0 for none. */
    private final int[] pieces;

    /** The total ink of each component. */
    private final List<Double> masses = new ArrayList<>();

    private int[] waiting = new int[1024];
    private int count;

    /**
     * @param ink (height × width), row-major
     * @param least minimum ink of a pixel that belongs to a stroke
     */
    InkPieces(byte[] ink, int width, float least) {
        this.ink = ink;
        this.width = width;
        this.least = least;
        this.pieces = new int[ink.length];
        for (int i = 0; i < ink.length; i++) {
            reach(i);
            if (count > 0) {
                masses.add(massOfPiece());
            }
        }
    }

    /** @return the fraction of all ink, from 0 to 1, that the given number of largest components contain */
    double shareOfLargest(int largest) {
        return sum(masses.stream().sorted(Collections.reverseOrder()).limit(largest)) / sum(masses.stream());
    }

    private static double sum(Stream<Double> masses) {
        return masses.mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Removes specks: components with less than a fraction of the largest one's ink.
     *
     * @return (height × width), true where a stroke is
     */
    boolean[] withoutSpecks(double share) {
        double speck = share * Collections.max(masses);
        boolean[] strokes = new boolean[ink.length];
        for (int i = 0; i < strokes.length; i++) {
            strokes[i] = pieces[i] > 0 && masses.get(pieces[i] - 1) >= speck;
        }
        return strokes;
    }

    /** @return the ink of strokes and of their neighbouring pixels, (height × width) */
    byte[] withSoftEdges(boolean... strokes) {
        byte[] kept = new byte[ink.length];
        for (int i = 0; i < kept.length; i++) {
            if (strokes[i]) {
                forEachNear(i, k -> kept[k] = ink[k]);
            }
        }
        return kept;
    }

    private double massOfPiece() {
        double mass = 0;
        while (count > 0) {
            int pixel = waiting[--count];
            mass += ink[pixel] & 0xff;
            forEachNear(pixel, this::reach);
        }
        return mass;
    }

    /** Visits a pixel and its neighbours, of which there are eight except at the border. */
    private void forEachNear(int pixel, IntConsumer visit) {
        int column = pixel % width;
        for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
            for (int k = pixel - column + x - width; k <= pixel - column + x + width; k += width) {
                if (k >= 0 && k < ink.length) {
                    visit.accept(k);
                }
            }
        }
    }

    private void reach(int pixel) {
        if (pieces[pixel] > 0 || (ink[pixel] & 0xff) < least) {
            return;
        }
        pieces[pixel] = masses.size() + 1;
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count++] = pixel;
    }
}
