package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Progress;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.using.explore.ExploredNetwork;
import dev.crosscheck.using.explore.ExploredNetwork.Moment;
import dev.crosscheck.using.predict.ImageClassifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a trained network for the explorer's chapter on digits, with the checkpoints that its run has kept. */
final class ExploredModel {
    private ExploredModel() {}

    /**
     * @param model a model file, or a run's folder
     * @param data the folder of the test images; null for those of its own run, which may be missing
     * @throws CrosscheckException if the page cannot draw the model's pictures, or the named data do not fit the model
     */
    static ExploredNetwork read(Path model, Path data, OutputOptions output) {
        Model content = ServerOptions.load(model, output);
        ExploredNetwork.requireDrawn(content.name(), content.network(), content.form());
        ImageSet tests = tests(model, data, content, output);
        ImageClassifier network = ImageClassifier.of(content);
        return new ExploredNetwork(
                model.toAbsolutePath().normalize().getFileName().toString(),
                network.network(),
                network.parameters(),
                moments(Checkpoints.kept(model, output::warn), network),
                content.form(),
                tests);
    }

    private static ImageSet tests(Path model, Path data, Model content, OutputOptions output) {
        try {
            TestDataOptions.TestData test = TestDataOptions.read(data, model, content, output);
            output.requireApart(Stream.of(test.folder()));
            test.warn(model, output);
            return test.images().test();
        } catch (CrosscheckException e) {
            if (data != null) {
                throw e;
            }
            output.warn(e.getMessage());
            output.warn(e.remedy());
            return new ImageSet(new byte[0], new int[0], content.form());
        }
    }

    /** The networks of the checkpoints; none if the model is not among them, because then they belong to another run. */
    private static List<Moment> moments(List<Checkpoint> checkpoints, ImageClassifier model) {
        Map<Integer, Moment> moments = new TreeMap<>();
        for (Checkpoint checkpoint : checkpoints) {
            Progress progress = checkpoint.progress();
            int epoch = progress.batch() == 0 ? progress.epoch() - 1 : 0;
            put(moments, checkpoint.network(), model.network(), accuracy(progress, epoch));
            put(moments, checkpoint.best(), model.network(), accuracy(progress, progress.bestEpoch()));
        }
        boolean own = moments.values().stream().anyMatch(moment -> same(moment.parameters(), model.parameters()));
        return own ? List.copyOf(moments.values()) : List.of();
    }

    private static void put(
            Map<Integer, Moment> moments, NetworkState state, Network network, Optional<Double> accuracy) {
        if (state != null && state.parameters().length == network.parameterCount()) {
            Parameters parameters = state.parameters(network);
            moments.put(state.steps(), new Moment(state.steps(), state.epochs(), parameters, accuracy.orElse(null)));
        }
    }

    /** The share of test images that were right after an epoch; empty within an epoch and at the start. */
    private static Optional<Double> accuracy(Progress progress, int epoch) {
        return progress.epochs().stream()
                .filter(metrics -> metrics.epoch() == epoch)
                .findFirst()
                .map(EpochMetrics::test)
                .map(test -> (double) test.correct() / test.total());
    }

    private static boolean same(Parameters some, Parameters others) {
        return IntStream.range(0, some.matrices().size())
                .allMatch(i -> Arrays.equals(
                        some.matrices().get(i).data(), others.matrices().get(i).data()));
    }
}
