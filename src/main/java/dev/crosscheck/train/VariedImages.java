package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Variation;
import java.util.SplittableRandom;

/**
 * Images that are moved and mirrored differently in each epoch. An epoch's order has a number for each image and how it is varied, {@code
 * image + images · variant}, which follows from seed, epoch and image alone: nothing is kept between steps, and all trainers see the same.
 * Variant 0 is the image itself. What comes in at an edge repeats the pixels of that edge: the background of MNIST's digits is 0, that of
 * a photograph is whatever it shows there.
 */
record VariedImages(ImageSet images, Variation variation) implements Examples {

    /** @return the examples as training sees them; themselves if they are not varied */
    static Examples of(Examples examples, Variation variation) {
        return examples instanceof ImageSet images && !variation.isNone()
                ? new VariedImages(images, variation)
                : examples;
    }

    @Override
    public void vary(int[] order, long seed, int epoch) {
        // Minus, so that it is none of the generators by which epochs are shuffled.
        long start = new SplittableRandom(new SplittableRandom(seed).nextLong() - epoch).nextLong();
        int variants = side() * side() * (variation.mirror() ? 2 : 1);
        Math.multiplyExact(size(), variants);
        for (int i = 0; i < order.length; i++) {
            order[i] += size() * new SplittableRandom(start + order[i]).nextInt(variants);
        }
    }

    /** @return the number of places along a side */
    private int side() {
        return 2 * variation.shift() + 1;
    }

    /** @return 0, 1, ... to the largest shift, then from its negative to -1 */
    private int shift(int place) {
        return place <= variation.shift() ? place : place - side();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        byte[] varied = new byte[features()];
        for (int place = from; place < to; place++) {
            vary(order[place] % size(), order[place] / size(), varied);
            images.form().normalisation().write(varied, 0, varied.length, into, at + (place - from) * varied.length);
        }
    }

    private void vary(int image, int variant, byte[] varied) {
        int down = shift(variant / side() % side());
        int right = shift(variant % side());
        boolean mirrored = variant >= side() * side();
        int rows = images.rows();
        int columns = images.columns();
        for (int to = 0; to < varied.length; to++) {
            int line = to / columns;
            int row = Math.min(Math.max(line % rows - down, 0), rows - 1);
            int column = Math.min(Math.max(to % columns - right, 0), columns - 1);
            int from = (line - line % rows + row) * columns + (mirrored ? columns - 1 - column : column);
            varied[to] = images.pixels()[image * varied.length + from];
        }
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        int[] chosen = new int[to - from];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = order[from + i] % size();
        }
        images.targets(chosen, 0, chosen.length, into);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int features() {
        return images.features();
    }

    @Override
    public Shape shape() {
        return images.shape();
    }

    @Override
    public int outputs() {
        return images.outputs();
    }

    @Override
    public int[] labels() {
        return images.labels();
    }

    @Override
    public Examples select(int... indices) {
        return new VariedImages(images.select(indices), variation);
    }
}
