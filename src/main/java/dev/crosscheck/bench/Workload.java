package dev.crosscheck.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process trains.
 *
 * @param data folder of MNIST's four files
 * @param images images in an epoch: the first of the training set, at least 1
 * @param batch images per step, at least 1
 * @param hidden hidden units, at least 1
 * @param warmUpImages images to train on before anything is measured; at least one step is done
 * @param epochs epochs to measure, at least 1
 */
public record Workload(Path data, int images, int batch, int hidden, int warmUpImages, int epochs) {

    /** @return steps of an epoch: images / batch, rounded up */
    int steps() {
        return (images + batch - 1) / batch;
    }

    /** @return the same with other numbers of warm-up images and epochs */
    Workload with(int otherWarmUpImages, int otherEpochs) {
        return new Workload(data, images, batch, hidden, otherWarmUpImages, otherEpochs);
    }

    /** @return the same with another batch size and number of hidden units */
    Workload sized(int otherBatch, int otherHidden) {
        return new Workload(data, images, otherBatch, otherHidden, warmUpImages, epochs);
    }

    /** @return the options that a process of any language takes */
    List<String> options() {
        return List.of(
                "--data",
                data.toString(),
                "--images",
                Integer.toString(images),
                "--batch",
                Integer.toString(batch),
                "--hidden",
                Integer.toString(hidden),
                "--warm-up",
                Integer.toString(warmUpImages),
                "--epochs",
                Integer.toString(epochs));
    }

    /** @return what {@link #options} describe */
    static Workload parse(List<String> options) {
        Map<String, String> values = values(options);
        return new Workload(
                Path.of(values.get("--data")),
                Integer.parseInt(values.get("--images")),
                Integer.parseInt(values.get("--batch")),
                Integer.parseInt(values.get("--hidden")),
                Integer.parseInt(values.get("--warm-up")),
                Integer.parseInt(values.get("--epochs")));
    }

    /** @return the values of options, by their names, which they follow */
    static Map<String, String> values(List<String> options) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < options.size(); i += 2) {
            values.put(options.get(i), options.get(i + 1));
        }
        return values;
    }
}
