package dev.crosscheck.train.dl4j;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.layers.InputDense;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The ND4J arrays of a batch in the form that a network takes: normalised features, raw pixels, or the numbers of the examples.
 *
 * <p>On the CPU the same native memory is reused for each batch; on CUDA, where host memory is only a staging area managed by ND4J, each
 * batch gets new arrays, which are released when the next is loaded.
 */
public final class BatchArrays implements AutoCloseable {
    private final Device device;
    private final Form form;
    private final int width;
    private final int outputs;
    private final float[] stagedFeatures;
    private final float[] stagedTargets;
    private INDArray features;
    private INDArray labels;
    private int size;

    private enum Form {
        NORMALISED(DataType.FLOAT),
        PIXELS(DataType.UINT8),
        NUMBERS(DataType.INT32);

        private final DataType type;

        Form(DataType type) {
            this.type = type;
        }
    }

    private BatchArrays(Device device, Form form, int rows, int width, int outputs) {
        this.device = device;
        this.form = form;
        this.width = width;
        this.outputs = outputs;
        this.stagedFeatures = new float[form == Form.NORMALISED ? Math.multiplyExact(rows, width) : 0];
        this.stagedTargets = new float[Math.multiplyExact(rows, outputs)];
        this.features = Nd4j.create(form.type, new long[] {rows, width}, 'c');
        this.labels = create(stagedTargets, rows, outputs);
    }

    /**
     * @param network that will take the batches
     * @param device on which ND4J runs
     * @param batches to load, or others of at most that size with the same kind of examples
     */
    public static BatchArrays of(MultiLayerNetwork network, Device device, Batches batches) {
        Examples examples = batches.examples();
        Form form = DenseNetwork.takesPixels(network) ? Form.PIXELS : Form.NORMALISED;
        return new BatchArrays(device, form, batches.largest(), examples.features(), examples.outputs());
    }

    /**
     * Lets a network on the CPU look up its examples by number, if its first layer can.
     *
     * @param batches of which all will be loaded
     */
    public static BatchArrays forTraining(MultiLayerNetwork network, Device device, Batches batches) {
        if (!DenseNetwork.looksUp(network)) {
            return of(network, device, batches);
        }
        InputDense.lookUp(network, batches.examples());
        return new BatchArrays(
                device, Form.NUMBERS, batches.largest(), 1, batches.examples().outputs());
    }

    private static INDArray create(float[] values, int rows, int columns) {
        return Nd4j.create(values, new long[] {rows, columns}, 'c');
    }

    public void load(Batches batches, int[] order, int index) {
        size = batches.size(index);
        batches.targets(order, index, stagedTargets);
        switch (form) {
            case NUMBERS -> new IntPointer(features.data().pointer()).put(order, batches.first(index), size);
            case PIXELS -> {
                byte[] all = ((ImageSet) batches.examples()).pixels();
                BytePointer to = new BytePointer(features.data().pointer());
                for (int row = 0; row < size; row++) {
                    to.position((long) row * width).put(all, batches.example(order, index, row) * width, width);
                }
            }
            case NORMALISED -> batches.gather(order, index, 0, size, stagedFeatures);
        }
        if (device == Device.CPU) {
            new FloatPointer(labels.data().pointer()).put(stagedTargets, 0, size * outputs);
            if (form == Form.NORMALISED) {
                new FloatPointer(features.data().pointer()).put(stagedFeatures, 0, size * width);
            }
        } else {
            close();
            features = create(Arrays.copyOf(stagedFeatures, size * width), size, width);
            labels = create(Arrays.copyOf(stagedTargets, size * outputs), size, outputs);
        }
    }

    /** @return (size, features), normalised, or pixels of data type UINT8; or (size, 1), numbers of data type INT32 */
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
