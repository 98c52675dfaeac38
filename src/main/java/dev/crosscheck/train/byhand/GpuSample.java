package dev.crosscheck.train.byhand;

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
import java.util.stream.IntStream;

/**
 * A small training on random images, by which a GPU is compared with the CPU without a data set: two steps, the second of a smaller batch.
 *
 * @param rows images of a batch
 * @param units of the hidden layer
 * @param height of an image
 * @param width of an image
 * @param classes of the images
 */
public record GpuSample(int rows, int units, int height, int width, int classes) {
    /** About the digit network, in which all sizes are multiples of 16. */
    static final GpuSample USUAL = new GpuSample(16, 128, 28, 28, 10);

    /**
     * Sizes at which kernels go wrong first: a single image, unit or pixel, one more and one less than a multiple of 64, remainders of 16
     * rows and pixels, the fewest and most classes.
     */
    public static final List<GpuSample> AWKWARD = List.of(
            new GpuSample(1, 1, 1, 1, 2),
            new GpuSample(1, 1024, 1, 17, 16),
            new GpuSample(63, 257, 3, 5, 3),
            new GpuSample(65, 1, 5, 7, 10),
            new GpuSample(130, 64, 3, 11, 15));

    private static final double LIT = 0.2;

    /** @return a whole batch and a third of one, of whose pixels one of five is lit */
    public ImageSet images() {
        SplittableRandom random = new SplittableRandom(1);
        int count = rows + Math.max(1, rows / 3);
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextDouble() < LIT ? random.nextInt(256) : 0);
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        ImageForm form = new ImageForm(height, width, Normalisation.MNIST, names);
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
        return "batches of " + rows + ", " + height * width + "-" + units + "-" + classes;
    }
}
