package dev.crosscheck.train.dl4j;

import dev.crosscheck.data.Batches;
import dev.crosscheck.device.Device;
import dev.crosscheck.layers.Workers;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The ND4J arrays that hold a batch.
 *
 * <p>On the CPU the same native memory is reused for each batch; on CUDA, where host memory is only a staging area managed
 * by ND4J, each batch gets arrays of its own, released with the next.
 */
public final class BatchArrays implements AutoCloseable {
    private static final int ROWS = 8; // per piece of work that threads share

    private final Device device;
    private final int width;
    private final int outputs;
    private final float[] stagedFeatures;
    private final float[] stagedTargets;
    private INDArray features;
    private INDArray labels;
    private int size;

    /**
     * @param device where ND4J runs
     * @param batchSize rows of the largest batch
     * @param width numbers that go in, per row
     * @param outputs numbers that should come out, per row
     */
    public BatchArrays(Device device, int batchSize, int width, int outputs) {
        this.device = device;
        this.width = width;
        this.outputs = outputs;
        this.stagedFeatures = new float[Math.multiplyExact(batchSize, width)];
        this.stagedTargets = new float[Math.multiplyExact(batchSize, outputs)];
        this.features = create(stagedFeatures, batchSize, width);
        this.labels = create(stagedTargets, batchSize, outputs);
    }

    private static INDArray create(float[] values, int rows, int columns) {
        return Nd4j.create(values, new long[] {rows, columns}, 'c');
    }

    /** Fills the arrays with a batch. */
    public void load(Batches batches, int[] order, int index) {
        size = batches.size(index);
        batches.targets(order, index, stagedTargets);
        Workers.share((size + ROWS - 1) / ROWS, piece -> {
            int from = piece * ROWS;
            int to = Math.min(size, from + ROWS);
            batches.gather(order, index, from, to, stagedFeatures);
            if (device == Device.CPU) {
                new FloatPointer(features.data().pointer())
                        .position((long) from * width)
                        .put(stagedFeatures, from * width, (to - from) * width);
            }
        });
        if (device == Device.CPU) {
            new FloatPointer(labels.data().pointer()).put(stagedTargets, 0, size * outputs);
        } else {
            close();
            features = create(Arrays.copyOf(stagedFeatures, size * width), size, width);
            labels = create(Arrays.copyOf(stagedTargets, size * outputs), size, outputs);
        }
    }

    /** @return examples in the batch last loaded */
    int size() {
        return size;
    }

    /** @return (size, features), normalised */
    public INDArray features() {
        return rows(features);
    }

    /** @return (size, outputs): one-hot for classes */
    public INDArray labels() {
        return rows(labels);
    }

    private INDArray rows(INDArray array) {
        return array.size(0) == size ? array : array.get(NDArrayIndex.interval(0, size), NDArrayIndex.all());
    }

    @Override
    public void close() {
        features.close();
        labels.close();
    }
}
