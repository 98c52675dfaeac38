package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run that has ended: everything on it is from one moment. */
class RunPageFileTest {
    private static final TrainingConfig PLAIN = TrainingConfig.of(Setups.digits(3, 3, 50, 0.001, 12))
            .with(draft -> draft.method = TrainingMethod.byHand(KernelChoice.AUTO));
    /** So fast that the validation loss soon rises, and the best model is not the last. */
    private static final TrainingConfig HASTY = TrainingConfig.of(Setups.digits(3, 20, 50, 0.05, 12))
            .with(draft -> {
                draft.method = TrainingMethod.byHand(KernelChoice.AUTO);
                draft.validation = 100;
                draft.stop = new StopRules(2, null);
            });

    private static ImageData data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(400), all.test().first(200), Map.of("images", "ab".repeat(32)));
    }

    /** A run, its checkpoints and its page. */
    private record Run(TrainingOutcome outcome, List<Checkpoint> checkpoints, String page) {

        EpochMetrics epoch(int number) {
            return outcome.epochs().get(number - 1);
        }
    }

    private Run run(TrainingStart start, TrainingConfig config, int mostSteps) throws IOException {
        List<Checkpoint> checkpoints = new ArrayList<>();
        CheckpointSink everyStep =
                new CheckpointSink(new CheckpointInterval(1, CheckpointInterval.Unit.STEPS), checkpoints::add);
        Training training = new Training(Device.CPU, start, config, data, everyStep);
        RunPageFile page =
                new RunPageFile(new RunFolder(folder), data, config.of(data.train()), Map.of(), training.history());
        int[] steps = {0};
        RunListener counter = new RunListener() {
            @Override
            public void step(StepMetrics step) {
                steps[0]++;
            }
        };
        TrainingOutcome outcome = training.run(RunListener.all(List.of(counter, page)), () -> steps[0] >= mostSteps);
        page.end("Ended.", outcome, null);
        return new Run(outcome, checkpoints, Files.readString(folder.resolve("run.html")));
    }

    /** Everything that changes from epoch to epoch must be from this one. */
    private static void assertShows(Run run, int epoch) {
        EpochMetrics metrics = run.epoch(epoch);
        assertEquals(text("%.2f %%", metrics.test().accuracyPercent()), tile(run.page(), "test accuracy"));
        assertEquals(text("%.4f", metrics.test().loss()), tile(run.page(), "test loss"));
        assertEquals(text("%.4f", metrics.trainLoss()), tile(run.page(), "training loss"));
        assertEquals(confusion(metrics), all(run.page(), "<td class=\"(?:right|wrong)\"[^>]*>(\\d+)</td>"));
    }

    private static String tile(String page, String name) {
        Matcher tile = Pattern.compile("<strong>([^<]*)</strong><span>" + name).matcher(page);
        assertTrue(tile.find(), name);
        return tile.group(1);
    }

    private static List<String> confusion(EpochMetrics epoch) {
        return Arrays.stream(epoch.test().confusion())
                .flatMapToInt(Arrays::stream)
                .mapToObj(Integer::toString)
                .collect(Collectors.toList());
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> pictures(Run run) {
        return all(run.page(), "src=\"data:image/png;base64,([^\"]+)\"");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Also if it was before the run was resumed. */
    @Test
    void afterEarlyStoppingAllIsOfTheEpochThatIsKept() throws IOException {
        Run run = run(new TrainingStart.Seed(), HASTY, 1000);
        int best = run.outcome().bestEpoch();
        int last = run.outcome().epochs().size();
        assertEquals(StopReason.PATIENCE, run.outcome().reason());
        assertEquals(last - 2, best, "two epochs of patience");
        assertNotEquals(confusion(run.epoch(best)), confusion(run.epoch(last)), "else this test would see nothing");
        assertShows(run, best);
        assertTrue(run.page().contains("all that is shown of it, is that of epoch " + best));
        assertEquals(List.of("" + best), all(run.page(), "<tr class=\"best\"><td>(\\d+)</td>"), "marked in the table");
        assertEquals(2, run.page().split(">best: epoch " + best + "<", -1).length - 1, "marked in both charts");
        Checkpoint from = run.checkpoints().stream()
                .filter(checkpoint -> checkpoint.progress().epochs().size() == best + 1)
                .findFirst()
                .orElseThrow();
        Run resumed = run(new TrainingStart.Saved(from), HASTY, 1000);
        assertEquals(best, resumed.outcome().bestEpoch());
        assertShows(resumed, best);
        assertEquals(pictures(run), pictures(resumed), "the same weights and mistakes");
        assertEquals(31, pictures(resumed).size(), "30 mistakes and the hidden units");
    }

    private static BufferedImage picture(Run run, int fromEnd) throws IOException {
        List<String> pictures = pictures(run);
        byte[] png = Base64.getDecoder().decode(pictures.get(pictures.size() - fromEnd));
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** The tile from (left, 0) has its full colour where the values are the largest. */
    private static void assertTile(BufferedImage picture, int left, int columns, double... values) {
        int at = Argmax.of(Arrays.stream(values).map(Math::abs).toArray());
        int colour = values[at] > 0 ? 0xffb3470d : 0xff1f5fa8;
        assertEquals(colour, picture.getRGB(left + at % columns, at / columns));
    }

    /** Also after the run was resumed. */
    @Test
    void ofConvolutionsTheKernelsAndTheMapsOfAPictureAreShown() throws IOException {
        TrainingConfig config = PLAIN.with(draft -> draft.network =
                Setup.parse("28x28-conv3x5-pool2-conv2x3s-10 cross-entropy").network());
        Run run = run(new TrainingStart.Seed(), config, 1000);
        Model model = run.outcome().model();
        float[] first = new float[784];
        data.test().features(new int[] {0}, 0, 1, first, 0);
        ForwardPass pass = model.network().forward(model.parameters(), Matrix.widened(1, first));
        double[] kernels = model.parameters().weights(1).transpose().data();
        for (int map = 0; map < 3; map++) {
            assertTile(picture(run, 4), 6 * map, 5, Arrays.copyOfRange(kernels, 25 * map, 25 * map + 25));
            double[] answers = Arrays.copyOfRange(pass.a(1).data(), 144 * map, 144 * map + 144);
            assertTile(picture(run, 2), 13 * map, 12, answers);
        }
        assertTile(picture(run, 1), 13, 12, Arrays.copyOfRange(pass.a(2).data(), 144, 288));
        assertEquals(28, picture(run, 3).getWidth(), "the first test image");
        Run resumed = run(
                new TrainingStart.Saved(run.checkpoints().get(run.checkpoints().size() - 1)), config, 0);
        assertEquals(pictures(run), pictures(resumed));
    }

    /** Resumed, it shows no weights of another moment. */
    @Test
    void aRunThatStopsWithinAnEpochShowsTheEpochBeforeAndSaysSo() throws IOException {
        Run run = run(new TrainingStart.Seed(), PLAIN, 19);
        assertEquals(2, run.outcome().epochs().size());
        assertShows(run, 2);
        String status = "Ended. The model is that after step 19; what is shown is that of epoch 2.";
        assertTrue(run.page().contains(status), run.page()::toString);
        Checkpoint from = run.checkpoints().get(run.checkpoints().size() - 1);
        Run resumed = run(new TrainingStart.Saved(from), PLAIN, 2);
        assertEquals(21, resumed.outcome().steps());
        assertShows(resumed, 2);
        assertEquals(List.of(), pictures(resumed));
    }
}
