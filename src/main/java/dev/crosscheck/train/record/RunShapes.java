package dev.crosscheck.train.record;

import static dev.crosscheck.run.JsonShape.flag;
import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.map;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.oneOf;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.JsonShape;
import dev.crosscheck.run.JsonShape.Members;
import dev.crosscheck.train.RateSchedule;
import dev.crosscheck.train.Recipe;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.byhand.Kernels;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** Schemas of the JSON that a run writes about itself. A value that an option of {@code train} sets has the option's range. */
public final class RunShapes {
    /** The limit of {@code --epochs}, {@code --patience} and {@code --decay-every}. */
    private static final int MOST_EPOCHS = 100_000;

    /** The limit of {@code --batch}. */
    private static final int LARGEST_BATCH = 60_000;

    /** As many rows as a table may have; of images at most 59,999. */
    private static final int MOST_VALIDATION = Integer.MAX_VALUE;

    /** Four times the limit of {@code --threads}: by default a run uses all processors, however many there are. */
    private static final int MOST_THREADS = 4096;

    /** 63 years: more than {@code --time-limit} accepts. */
    private static final double LONGEST_TIME = 2e9;

    /** One per day for 27 years. */
    private static final int MOST_RESUMPTIONS = 10_000;

    /** MNIST has four files. */
    private static final int MOST_FILES = 16;

    /** Longer than any message, name or reason that a run records. */
    private static final int LONGEST_WORDS = 1000;

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_TIME_TEXT = 40;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final JsonShape FINITE = number(-Double.MAX_VALUE, Double.MAX_VALUE);
    private static final JsonShape POSITIVE = number(Double.MIN_VALUE, Double.MAX_VALUE);
    private static final JsonShape SECONDS = number(0, LONGEST_TIME);
    private static final JsonShape PERCENT = number(0, 100);
    private static final JsonShape COUNT = whole(0, Integer.MAX_VALUE);
    private static final JsonShape EPOCH = whole(1, MOST_EPOCHS);
    private static final JsonShape EPOCH_OR_NONE = whole(0, MOST_EPOCHS);
    private static final JsonShape WORDS = text(LONGEST_WORDS);
    private static final JsonShape ID = text(
            "1 to " + LONGEST_ID + " plain characters",
            id -> !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().noneMatch(Character::isISOControl));
    private static final JsonShape TIME = text("a time as 2026-01-02T03:04:05Z", RunShapes::isTime);
    private static final JsonShape DIGEST = text(
            "a SHA-256 of 64 hexadecimal digits",
            digest -> SHA256.matcher(digest).matches());
    private static final JsonShape PATH = text("the name of a file or folder", RunShapes::isPath);

    /** A file name or a failure may have any characters; whatever displays it removes control characters. */
    private static final JsonShape ANY_TEXT = text("a text", text -> text.length() <= JsonShape.LONGEST_VALUE);

    private RunShapes() {}

    /** The JSON in a checkpoint. */
    public static final JsonShape CHECKPOINT =
            members().with("run", identity()).with("progress", progress()).with("bestSteps", COUNT);

    /** {@code run.json}, of this version or an earlier one, which had fewer members. */
    static final JsonShape RECORD = record();

    private static boolean isTime(String text) {
        try {
            return text.length() <= LONGEST_TIME_TEXT && Instant.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isPath(String text) {
        try {
            return text.length() <= JsonShape.LONGEST_VALUE && Path.of(text) != null;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static JsonShape identity() {
        return members()
                .with("id", ID)
                .with("start", TIME)
                .with("resumed", list(0, MOST_RESUMPTIONS, TIME))
                .with("dataFolder", PATH)
                .with("arithmetic", WORDS);
    }

    private static JsonShape progress() {
        JsonShape evaluation = members()
                .with("loss", FINITE)
                .with("confusion", list(0, ImageForm.MOST_CLASSES, list(2, ImageForm.MOST_CLASSES, COUNT)))
                .may(
                        "numbers",
                        members()
                                .with("rows", COUNT)
                                .with("rmse", FINITE)
                                .with("r2", FINITE.orNull())
                                .orNull())
                .may(
                        "counts",
                        members().with("correct", COUNT).with("total", COUNT).orNull());
        JsonShape epoch = members()
                .with("epoch", EPOCH)
                .with("trainLoss", FINITE)
                .with("validation", evaluation.orNull())
                .with("test", evaluation)
                .with("seconds", SECONDS)
                .with("imagesPerSecond", number(0, Double.MAX_VALUE));
        return members()
                .with("config", config())
                .with("dataSha256", digests(1))
                .with("epoch", whole(1, MOST_EPOCHS + 1))
                .with("batch", COUNT)
                .with("steps", COUNT)
                .with("lossSum", FINITE)
                .with("epochSeconds", SECONDS)
                .with("seconds", SECONDS)
                .with("epochs", list(0, MOST_EPOCHS, epoch))
                .with("bestEpoch", EPOCH_OR_NONE);
    }

    /** A run of an earlier version has {@code hidden}, the number of units of its one hidden layer, and no {@code network}. */
    private static Members config() {
        return members()
                .with("seed", whole(Long.MIN_VALUE, Long.MAX_VALUE))
                .with("epochs", EPOCH)
                .with("batchSize", whole(1, LARGEST_BATCH))
                .with("learningRate", POSITIVE)
                .may("hidden", whole(1, NetworkForm.MOST_UNITS))
                .may("network", network())
                .may("table", TableSource.SHAPE.orNull())
                .may("pictures", PictureSource.SHAPE.orNull())
                .may("recipe", oneOf(Recipe.values()).orNull())
                .with("init", PATH.orNull())
                .with("schedule", schedule())
                .with("validation", whole(0, MOST_VALIDATION))
                .with("stop", stopRules())
                .with(
                        "method",
                        members()
                                .with("trainer", oneOf(TrainerChoice.values()))
                                .with("kernels", oneOf(Kernels.values()))
                                .with("threads", whole(1, MOST_THREADS)));
    }

    private static JsonShape schedule() {
        return members()
                .with("kind", oneOf(RateSchedule.Kind.values()))
                .with("factor", number(0, 1))
                .with("epochs", EPOCH);
    }

    private static JsonShape stopRules() {
        return members()
                .with("patience", EPOCH.orNull())
                .with("targetAccuracyPercent", number(Double.MIN_VALUE, 100).orNull())
                .with("timeLimitSeconds", number(Double.MIN_VALUE, LONGEST_TIME).orNull());
    }

    private static Members network() {
        return members()
                .with("hidden", list(0, NetworkForm.MOST_LAYERS, whole(1, NetworkForm.MOST_UNITS)))
                .with("activation", oneOf(Elementwise.values()))
                .with("loss", oneOf(Loss.values()))
                .with("optimizer", oneOf(OptimizerSpec.Kind.values()))
                .with("momentum", number(0, 1))
                .with("weightDecay", number(0, Double.MAX_VALUE))
                .with("dropout", number(0, NetworkForm.MOST_DROPOUT))
                .with("initialization", oneOf(Initialization.values()))
                .may("classWeights", oneOf(ClassWeights.values()));
    }

    private static JsonShape digests(int least) {
        return map(least, MOST_FILES, name -> !name.isEmpty() && name.length() <= LONGEST_NAME, DIGEST);
    }

    private static JsonShape record() {
        JsonShape device = members()
                .may("requested", oneOf(DeviceRequest.values()))
                .may("device", oneOf(Device.values()))
                .may("reason", ANY_TEXT);
        return members()
                .may("command", oneOf("train"))
                .may("status", oneOf(RunRecord.Status.values()))
                .may("stop", oneOf(StopReason.values()).orNull())
                .may("failure", ANY_TEXT.orNull())
                .may("id", ID)
                .may("start", TIME)
                .may("resumed", list(0, MOST_RESUMPTIONS, TIME))
                .may("lastSign", TIME)
                .may("seconds", SECONDS)
                .may("config", config().allOptional())
                .may("optimizer", WORDS)
                .may("device", device)
                .may("environment", environment().orNull())
                .may("data", data())
                .may("epochs", list(0, MOST_EPOCHS, epochLine()))
                .may("bestEpoch", EPOCH_OR_NONE)
                .may("worth", worth())
                .may("modelSha256", DIGEST.orNull())
                .may("parametersSha256", DIGEST.orNull());
    }

    private static JsonShape worth() {
        return members()
                .may("measure", WORDS)
                .may("rows", COUNT)
                .may("network", FINITE)
                .may("baseline", FINITE)
                .may("linear", FINITE.orNull())
                .may("beatsBaseline", flag())
                .may("beatsLinear", flag().orNull())
                .may("words", WORDS);
    }

    private static JsonShape epochLine() {
        return members()
                .may("epoch", EPOCH)
                .may("trainLoss", FINITE)
                .may("validationLoss", FINITE.orNull())
                .may("validationAccuracyPercent", PERCENT.orNull())
                .may("validationRmse", FINITE)
                .may("validationR2", FINITE)
                .may("testLoss", FINITE)
                .may("testCorrect", COUNT.orNull())
                .may("testAccuracyPercent", PERCENT.orNull())
                .may("testRmse", FINITE)
                .may("testR2", FINITE)
                .may("seconds", SECONDS)
                .may("imagesPerSecond", number(0, Double.MAX_VALUE))
                .may("rowsPerSecond", number(0, Double.MAX_VALUE));
    }

    private static JsonShape data() {
        return members()
                .may("folder", ANY_TEXT)
                .may("trainingImages", COUNT)
                .may("validationImages", COUNT)
                .may("testImages", COUNT)
                .may("trainingRows", COUNT)
                .may("validationRows", COUNT)
                .may("testRows", COUNT)
                .may("columnUse", ColumnUse.LIST)
                .may("sha256", digests(0));
    }

    private static JsonShape environment() {
        JsonShape mebibytes = whole(0, Long.MAX_VALUE >> 20);
        return members()
                .may("crosscheck", WORDS)
                .may("nd4j", WORDS)
                .may("javacpp", WORDS)
                .may("java", WORDS)
                .may("os", WORDS)
                .may("cpu", WORDS)
                .may("vectorFeatures", text(JsonShape.LONGEST_VALUE))
                .may("cores", COUNT)
                .may("device", WORDS)
                .may("backend", WORDS)
                .may("natives", WORDS)
                .may("blas", WORDS)
                .may("blasThreads", COUNT)
                .may("openMpThreads", COUNT)
                .may("heapLimitMib", mebibytes)
                .may("offHeapLimitMib", mebibytes);
    }
}
