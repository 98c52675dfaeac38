package dev.crosscheck.train.record;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.train.Answers;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.History;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.TestedEpoch;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.record.RunPage.Shown;
import dev.crosscheck.train.record.RunPage.Tiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code run.html}, a page that follows the run and remains after its end. */
final class RunPageFile implements RunListener {
    /** Largest page, in bytes: enough for the largest number of epochs, 400 bytes each. */
    private static final long LARGEST = 40 << 20;

    static final String FAILED = "Failed: ";

    private static final int MISTAKES = 30;

    /**
     * Shortest time between two updates of the page, so that writing it does not slow down short epochs: the first one with curves takes
     * 0.3 s. A run that is over sooner draws nothing before its model is saved, and none draws after its last epoch.
     */
    private static final long LEAST_NANOS = 3_000_000_000L;

    private final RunFolder folder;
    private final DataSet data;
    private final TrainingConfig config;
    private final Map<String, String> facts;
    private final History history;
    private Shown last = Shown.nothing(0);
    private Shown best = Shown.nothing(0);
    private long writtenNanos;
    private Instant written;
    private ResultSections.@Nullable Maker result;

    /**
     * Writes the page of a run that is about to train.
     *
     * @param folder of the page
     * @param data training and test data; the page shows test images that were misclassified
     * @param config of the run
     * @param facts configuration and origin, by name
     * @param history the run's records, which are read as they grow
     */
    RunPageFile(RunFolder folder, DataSet data, TrainingConfig config, Map<String, String> facts, History history) {
        this.folder = folder;
        this.data = data;
        this.config = config;
        this.facts = facts;
        this.history = history;
        write("Running.", true);
        writtenNanos = System.nanoTime();
    }

    @Override
    public void epoch(TestedEpoch epoch) {
        int number = epoch.metrics().epoch();
        last = look(number, epoch.probabilities(), epoch.firstLayers());
        if (history.bestEpoch() == number) {
            best = last;
        }
        if (number < config.training().epochs() && System.nanoTime() - writtenNanos >= LEAST_NANOS) {
            write("Running.", true);
            writtenNanos = System.nanoTime();
        }
    }

    /**
     * Writes the page of a run that has ended. Everything shown is from the model's epoch, if the model is from a finished one.
     *
     * @param found what training came to, for a table; null for images, and while it is not known
     */
    void end(String status, TrainingOutcome outcome, ResultSections.@Nullable Maker found) {
        result = found;
        write(status + model(outcome), false, seen(outcome));
    }

    private String model(TrainingOutcome outcome) {
        if (outcome.bestEpoch() > 0) {
            return " The model, and all that is shown of it, is that of epoch " + outcome.bestEpoch()
                    + ", which has the lowest " + config.training().judgedBy() + ".";
        }
        return outcome.testedEpoch() == outcome.modelEpoch()
                ? ""
                : " The model is that after step " + outcome.steps() + "; what is shown is that of epoch "
                        + outcome.testedEpoch() + ".";
    }

    private Shown seen(TrainingOutcome outcome) {
        int epoch = outcome.testedEpoch();
        if (best.epoch() == epoch) {
            return best;
        }
        if (last.epoch() == epoch) {
            return last;
        }
        if (outcome.modelEpoch() < epoch) {
            return Shown.nothing(epoch);
        }
        // The epoch was before the run was resumed: this process did not see it, but has its model.
        Model model = outcome.model();
        float[] answers = Answers.of(model, data.test());
        return look(epoch, answers, TestedEpoch.firstLayers(model.spec(), model.values()));
    }

    /** Writes the page of a failed run; if that fails too, marks the existing page as failed. */
    void fail(String failure) {
        try {
            write(FAILED + failure, false);
        } catch (RuntimeException | Error e) {
            end(folder.path(), FAILED + failure);
            throw e;
        }
    }

    /**
     * Marks the page in a run's folder as ended, if there is one.
     *
     * @param run the folder
     * @param status text about how the run ended
     */
    static void end(Path run, String status) {
        Path page = run.resolve(RunFolder.PAGE);
        if (canBeOne(page)) {
            try {
                AtomicFile.writeText(page, LivePage.ended(Files.readString(page), status));
            } catch (IOException e) {
                throw CrosscheckException.unreadable(page, e);
            }
        }
    }

    /** @return whether a run's folder has a page that says that the run is running */
    static boolean saysThatItRuns(Path run) throws IOException {
        Path page = run.resolve(RunFolder.PAGE);
        return canBeOne(page) && LivePage.isRunning(Files.readString(page));
    }

    private static boolean canBeOne(Path page) {
        return Files.isRegularFile(page) && page.toFile().length() <= LARGEST;
    }

    Instant written() {
        return written;
    }

    private Shown look(int epoch, float[] probabilities, float[] firstLayers) {
        if (!(data.test() instanceof ImageSet test)) {
            return Shown.nothing(epoch);
        }
        List<Evaluation.Mistake> mistakes = Evaluation.worst(probabilities, test.labels(), MISTAKES);
        if (!config.network().beginsWithConvolution()) {
            return new Shown(epoch, new Tiles(firstLayers, test.shape()), List.of(), mistakes);
        }
        Network first = new Network(config.network().convolutions());
        float[] image = new float[test.features()];
        test.features(new int[] {0}, 0, 1, image, 0);
        ForwardPass pass = first.forward(Parameters.of(first, firstLayers), Matrix.widened(1, image));
        List<Tiles> maps = new ArrayList<>();
        for (int k = 1; k <= first.depth(); k++) {
            Shape map = first.layer(k).output();
            maps.add(new Tiles(Matrix.floats(pass.a(k).data()), new Shape(1, map.rows(), map.columns())));
        }
        int side = ((Convolution) first.layer(1)).side();
        float[] kernels = Arrays.copyOf(firstLayers, (int) first.layer(1).weights());
        return new Shown(epoch, new Tiles(kernels, new Shape(test.shape().channels(), side, side)), maps, mistakes);
    }

    private void write(String status, boolean running) {
        int done = history.epochs().size();
        write(status, running, last.epoch() == done ? last : Shown.nothing(done));
    }

    private void write(String status, boolean running, Shown shown) {
        written = RunIdentity.now();
        String name = folder.path().toAbsolutePath().normalize().getFileName().toString();
        RunPage.State state = new RunPage.State(
                status, running, written, config.training().epochs(), history.epochs(), history.bestEpoch(), shown);
        folder.writeText(RunFolder.PAGE, new RunPage(name, state, data, facts, result).html());
    }
}
