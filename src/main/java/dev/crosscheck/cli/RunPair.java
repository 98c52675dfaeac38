package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.statistics.McNemar;
import dev.crosscheck.sweep.Comparison.Parting;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.Evaluator;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.dl4j.ModelContent;
import dev.crosscheck.train.dl4j.ModelFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Two runs, step by step and image by image.
 *
 * @param first a run's folder
 * @param second another's
 */
record RunPair(Path first, Path second) {

    /** Whether each test image was recognised, and which classes they are of. */
    private record Answers(boolean[] right, int[] labels) {}

    /**
     * @param warn receives a line for each damaged checkpoint
     * @throws CrosscheckException if one has no checkpoint that can be read
     */
    Parting parting(Consumer<String> warn) {
        return Parting.of(losses(first, warn), losses(second, warn));
    }

    private static double[] losses(Path run, Consumer<String> warn) {
        try (Checkpoints checkpoints = Checkpoints.ofExisting(run)) {
            return checkpoints.newest(warn).checkpoint().stepLosses();
        }
    }

    /**
     * McNemar's test on the images that both were tested on.
     *
     * @throws CrosscheckException if a model or its data are gone, they are of a table, or the two were tested on different images
     */
    McNemar mcNemar() {
        Answers one = answers(first);
        Answers other = answers(second);
        if (!Arrays.equals(one.labels, other.labels)) {
            throw new CrosscheckException(
                    first + " and " + second + " were tested on different images.", "Compare runs on the same data.");
        }
        return McNemar.of(one.right, other.right);
    }

    private static Answers answers(Path run) {
        ModelContent content = ModelFile.read(run);
        if (content.table() != null) {
            throw new CrosscheckException(run + ": a model of a table.", "Compare models of images.");
        }
        ImageSet images = new TestDataOptions().read(run, content).images().test();
        Nd4jRuntime.startOnCpu();
        float[] probabilities = Evaluator.probabilities(content.network(), Device.CPU, images);
        boolean[] right = new boolean[images.size()];
        Arrays.fill(right, true);
        Evaluation.worst(probabilities, images.labels(), images.size())
                .forEach(mistake -> right[mistake.index()] = false);
        return new Answers(right, images.labels());
    }
}
