package dev.crosscheck.train.gpu;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small training on random images, by which a GPU is compared with the CPU without a data set: a whole batch and a smaller one, or as many whole ones
 * as are launched at once.
 *
 * @param rows images of a batch
 * @param units of the hidden layer
 * @param height of an image
 * @param width of an image
 * @param classes of the images
 * @param whole number of whole batches; of one, a smaller one follows
 */
public record GpuSample(int rows, int units, int height, int width, int classes, int whole) {
    /** About the digit network, in which all sizes are multiples of 16. */
    static final GpuSample USUAL = new GpuSample(16, 128, 28, 28, 10, 1);

    /** As many steps as are recorded in a graph, which is launched as one. */
    static final GpuSample RECORDED = new GpuSample(2, 3, 1, 2, 2, GpuNetwork.STEPS_AT_ONCE);

    /**
     * Sizes at which kernels go wrong first: a single image, unit or pixel, one more and one less than a multiple of 64, remainders of 16
     * rows and pixels, the fewest and most classes.
     */
    public static final List<GpuSample> AWKWARD = List.of(
            new GpuSample(1, 1, 1, 1, 2, 1),
            new GpuSample(1, 1024, 1, 17, 16, 1),
            new GpuSample(63, 257, 3, 5, 3, 1),
            new GpuSample(65, 1, 5, 7, 10, 1),
            new GpuSample(130, 64, 3, 11, 15, 1));

    private static final double LIT = 0.2;

    /** @return the images of all batches, of whose pixels one of five is lit; a smaller batch has a third of a whole one's */
    public ImageSet images() {
        SplittableRandom random = new SplittableRandom(1);
        int count = whole > 1 ? whole * rows : rows + Math.max(1, rows / 3);
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextDouble() < LIT ? random.nextInt(256) : 0);
        }
        ImageForm form = new ImageForm(height, width, Normalisation.MNIST, ImageForm.numbered(classes));
        return new ImageSet(pixels, random.ints(count, 0, classes).toArray(), form);
    }

    Batches batches() {
        return new Batches(images(), rows);
    }

    Setup setup() {
        return new Setup(
                NetworkSpec.digits(units).of(height * width, classes),
                new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), rows, 1, 1));
    }

    @Override
    public String toString() {
        return (whole > 1 ? whole + " batches of " : "batches of ") + rows + ", " + height * width + "-" + units + "-"
                + classes;
    }
}
