package dev.crosscheck.train;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.report.RunPage;
import dev.crosscheck.report.RunView;
import dev.crosscheck.run.RunFolder;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Keeps {@code run.html}: the run as a page that follows it, and stays when it ends. */
final class RunPageFile implements RunListener {
    /** The page's name in the run's folder. */
    static final String NAME = "run.html";

    private static final int MISTAKES = 30;

    /** Epochs that end sooner after a page was written get none: it takes a test of its own. */
    private static final long LEAST_NANOS = 1_000_000_000L;

    private final RunFolder folder;
    private final Device device;
    private final ImageSet test;
    private final int plannedEpochs;
    private final Map<String, String> facts;
    private final List<EpochMetrics> epochs;
    private Seen seen = Seen.NOTHING;
    private long writtenNanos;

    /** What the network showed when it was last looked at. */
    private record Seen(int[][] confusion, RunView.Weights weights, List<RunView.Mistake> mistakes) {
        static final Seen NOTHING = new Seen(new int[0][], null, List.of());
    }

    /**
     * Writes the page of a run that has yet to train.
     *
     * @param folder where the page goes
     * @param device what ND4J was started on
     * @param test what the network is shown with
     * @param plannedEpochs epochs that the run is to do
     * @param facts configuration and provenance, by name
     * @param epochs those done, to which others add
     */
    RunPageFile(
            RunFolder folder,
            Device device,
            ImageSet test,
            int plannedEpochs,
            Map<String, String> facts,
            List<EpochMetrics> epochs) {
        this.folder = folder;
        this.device = device;
        this.test = test;
        this.plannedEpochs = plannedEpochs;
        this.facts = facts;
        this.epochs = epochs;
        write("Running.", true);
        writtenNanos = System.nanoTime() - LEAST_NANOS;
    }

    @Override
    public void epoch(TestedEpoch epoch) {
        seen = look(epoch.probabilities(), epoch.firstLayer().get());
        if (System.nanoTime() - writtenNanos >= LEAST_NANOS) {
            write("Running.", true);
            writtenNanos = System.nanoTime();
        }
    }

    /** Writes the page of a run that has ended, with the network that it leaves. */
    void end(String status, TrainingOutcome outcome) {
        if (!epochs.isEmpty() && (outcome.bestEpoch() > 0 || seen == Seen.NOTHING)) {
            MultiLayerNetwork network = outcome.network();
            seen = look(
                    Evaluator.probabilities(network, device, test),
                    network.getParam("0_W").dup('f').data().asFloat());
        }
        write(status, false);
    }

    /** Writes the page of a run that failed. */
    void fail(String failure) {
        write("Failed: " + failure, false);
    }

    private Seen look(float[] probabilities, float[] firstLayer) {
        Evaluation evaluation = Evaluation.of(probabilities, test.labels());
        List<RunView.Mistake> mistakes = Evaluation.worst(probabilities, test.labels(), MISTAKES).stream()
                .map(mistake -> new RunView.Mistake(
                        test.pixels(mistake.index()),
                        test.columns(),
                        String.format(
                                Locale.ROOT,
                                "%d taken for %d, %.1f%% sure, #%d",
                                mistake.label(),
                                mistake.predicted(),
                                100 * mistake.probability(),
                                mistake.index())))
                .toList();
        RunView.Weights weights =
                new RunView.Weights(firstLayer, firstLayer.length / test.features(), test.rows(), test.columns());
        return new Seen(evaluation.confusion(), weights, mistakes);
    }

    private void write(String status, boolean running) {
        RunView view = new RunView(
                folder.path().toAbsolutePath().normalize().getFileName().toString(),
                status,
                running,
                plannedEpochs,
                epochs.stream().map(RunPageFile::line).toList(),
                seen.confusion(),
                seen.weights(),
                seen.mistakes(),
                facts);
        folder.write(NAME, file -> Files.writeString(file, RunPage.html(view)));
    }

    private static RunView.Epoch line(EpochMetrics epoch) {
        return new RunView.Epoch(
                epoch.epoch(),
                epoch.trainLoss(),
                epoch.validation() == null ? null : epoch.validation().loss(),
                epoch.test().loss(),
                epoch.test().accuracyPercent(),
                epoch.seconds());
    }
}
