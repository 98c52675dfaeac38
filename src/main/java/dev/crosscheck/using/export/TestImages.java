package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Argmax;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Images on which exported files are run. */
record TestImages(ImageSet images) implements TestExamples {
    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int width() {
        return images.features();
    }

    @Override
    public String name(int example) {
        return "image " + example;
    }

    @Override
    public boolean[] features(int from, float[] into) {
        int to = from + into.length / width();
        images.features(IntStream.range(0, to).toArray(), from, to, into, 0);
        boolean[] taken = new boolean[to - from];
        Arrays.fill(taken, true);
        return taken;
    }

    @Override
    public RawAnswer answer(double[] logits, double[] outputs) {
        return RawAnswer.ofClass(logits, outputs, images.form().classes().get(Argmax.of(logits)));
    }
}
