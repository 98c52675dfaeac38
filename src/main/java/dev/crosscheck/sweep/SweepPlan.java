package dev.crosscheck.sweep;

import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.map;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.BuildInfo;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.CodeDigest;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.JsonShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which trials a sweep has: written when it begins, as {@code sweep.json}, and never changed.
 *
 * @param format of the file
 * @param version this program's
 * @param code SHA-256 of its classes, which tells builds of one version apart
 * @param nd4j version of ND4J and Deeplearning4j
 * @param folder the working folder, where names of files in the arguments begin
 * @param arguments what every trial gives {@code train}
 * @param settings what each setting adds, by names of options
 * @param firstSeed the first trial's seed of each setting
 * @param seeds trials of each setting, with seeds that follow each other
 * @param baseline index of the setting that the others are compared with; -1 for the best
 * @param slim whether models, checkpoints and pictures are deleted once a trial is recorded
 */
public record SweepPlan(
        int format,
        String version,
        String code,
        String nd4j,
        String folder,
        List<String> arguments,
        List<Map<String, String>> settings,
        long firstSeed,
        int seeds,
        int baseline,
        boolean slim) {
    /** The plan's name in a sweep's folder. */
    public static final String NAME = "sweep.json";

    /** Index of no baseline. */
    public static final int BEST = -1;

    /** More trials than this take {@code --yes}: at a second each they take a day. */
    public static final int MOST_TRIALS = 100_000;

    /** {@link Grid#MOST_SETTINGS} of 300 bytes each: more would take too much memory to read. */
    private static final int LARGEST = 32 << 20;

    private static final int MOST_ARGUMENTS = 1000;
    private static final int FORMAT = 1;
    private static final String REMEDY = "Name the folder of a sweep, or begin another sweep.";

    private static final JsonShape WORD = text("a text", word -> word.length() <= JsonShape.LONGEST_VALUE);
    private static final JsonShape SHAPE = members()
            .with("format", whole(FORMAT, FORMAT))
            .with("version", text(100))
            .with("code", text("a SHA-256", digest -> digest.matches("[0-9a-f]{64}")))
            .with("nd4j", text(100))
            .with("folder", WORD)
            .with("arguments", list(0, MOST_ARGUMENTS, WORD))
            .with(
                    "settings",
                    list(1, Grid.MOST_SETTINGS, map(0, MOST_ARGUMENTS, name -> name.matches("[a-z0-9-]+"), WORD)))
            .with("firstSeed", whole(Long.MIN_VALUE, Long.MAX_VALUE))
            .with("seeds", whole(1, Integer.MAX_VALUE))
            .with("baseline", whole(BEST, Grid.MOST_SETTINGS))
            .with("slim", JsonShape.flag());

    /** A sweep by this build in the current folder. */
    public static SweepPlan now(
            List<String> arguments,
            List<Map<String, String>> settings,
            long firstSeed,
            int seeds,
            int baseline,
            boolean slim) {
        BuildInfo build = BuildInfo.load();
        return new SweepPlan(
                FORMAT,
                build.version(),
                CodeDigest.current(),
                build.nd4jVersion(),
                Path.of("").toAbsolutePath().toString(),
                List.copyOf(arguments),
                List.copyOf(settings),
                firstSeed,
                seeds,
                baseline,
                slim);
    }

    /**
     * One run.
     *
     * @param setting index of its setting
     * @param seed its seed
     */
    public record Trial(int setting, long seed) {
        /** @return its folder's name */
        public String name() {
            return "setting" + (setting + 1) + "-seed" + seed;
        }
    }

    /** @return all trials, those of a seed one after the other, so that settings can be compared early */
    public List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            for (int setting = 0; setting < settings.size(); setting++) {
                trials.add(new Trial(setting, firstSeed + seed));
            }
        }
        return trials;
    }

    /** @return what {@code train} is given for a trial, but for where its files go */
    public List<String> arguments(Trial trial) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(arguments);
        all.addAll(options(settings.get(trial.setting())));
        all.add("--seed=" + trial.seed());
        return all;
    }

    /** @return a setting as options of {@code train} */
    public static List<String> options(Map<String, String> setting) {
        return setting.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** @return a setting in words: {@code hidden=64 lr=0.001} */
    public static String words(Map<String, String> setting) {
        return setting.isEmpty()
                ? "as given"
                : setting.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** @return SHA-256 of all that a trial's numbers follow from, but for its data */
    public String digest(Trial trial) {
        MessageDigest digest = Digest.sha256();
        digest.update(Json.line(List.of(version, code, nd4j, arguments(trial))).getBytes(StandardCharsets.UTF_8));
        return Digest.hex(digest);
    }

    /** Writes the plan into a sweep's folder. */
    public void write(Path sweep) {
        byte[] text = Json.text(this).getBytes(StandardCharsets.UTF_8);
        if (text.length > LARGEST) {
            throw CrosscheckException.expected(
                    "The sweep's " + settings.size() + " settings",
                    "at most " + LARGEST + " bytes in all",
                    text.length + "",
                    "Use fewer settings, or shorter ones.");
        }
        AtomicFile.writeDurably(sweep.resolve(NAME), out -> out.write(text));
    }

    /**
     * Reads the plan of a folder.
     *
     * @throws CrosscheckException if there is none that can be read
     */
    public static SweepPlan read(Path sweep) {
        Path file = sweep.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new CrosscheckException(
                    sweep + ": expected the folder of a sweep, found no " + NAME + " in it.", REMEDY);
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw CrosscheckException.expected(
                        file.toString(), "at most " + LARGEST + " bytes", Files.size(file) + "", REMEDY);
            }
            return read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new CrosscheckException(file + ": cannot be read: " + e.getMessage(), REMEDY, e);
        }
    }

    /**
     * The same of a text in memory.
     *
     * @param name of the text, for messages
     */
    public static SweepPlan read(byte[] text, String name) {
        try {
            SHAPE.check(text);
            SweepPlan plan = Json.read(text, SweepPlan.class);
            if (plan.baseline >= plan.settings.size()) {
                throw CrosscheckException.expected(
                        name + ": baseline",
                        "one of " + plan.settings.size() + " settings",
                        plan.baseline + "",
                        REMEDY);
            }
            return plan;
        } catch (IOException e) {
            throw new CrosscheckException(name + ": " + e.getMessage() + ".", REMEDY, e);
        }
    }

    /**
     * Refuses to go on with a sweep of another build: its numbers could be others.
     *
     * @param sweep the sweep's folder, for the message
     */
    public void requireThisBuild(Path sweep) {
        BuildInfo build = BuildInfo.load();
        String current = CodeDigest.current();
        if (!build.version().equals(version)
                || !current.equals(code)
                || !build.nd4jVersion().equals(nd4j)) {
            throw new CrosscheckException(
                    sweep + ": the sweep was begun by version " + version + " (code " + code.substring(0, 8) + ", ND4J "
                            + nd4j
                            + "), and this is " + build.version() + " (code " + current.substring(0, 8) + ", ND4J "
                            + build.nd4jVersion() + "): its numbers could differ.",
                    "Go on with the build that began it, or begin another sweep.");
        }
    }
}
