package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.ProgramDigest;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.RunIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The trials of a sweep and everything their results depend on. Written to {@code sweep.json} when the sweep starts, and never changed.
 *
 * @param version version of this program
 * @param code SHA-256 of this program's classes, which differs between builds of the same version
 * @param nd4j version of ND4J and Deeplearning4j
 * @param folder the working directory; relative file names in the arguments refer to it
 * @param arguments arguments of {@code train} that all trials share
 * @param settings options, and words of {@code --with}, that each setting adds, by name
 * @param firstSeed the first seed of each setting
 * @param seeds number of trials per setting; their seeds are consecutive
 * @param slim whether models, checkpoints and pictures are deleted once a trial is recorded
 */
public record SweepPlan(
        String version,
        String code,
        String nd4j,
        String folder,
        List<String> arguments,
        List<Map<String, String>> settings,
        long firstSeed,
        int seeds,
        boolean slim) {
    /** Maximum trials of a sweep: at one second each they take more than a day. */
    public static final int MOST_TRIALS = 100_000;

    /** {@link Grid#MOST_SETTINGS} settings of 300 bytes each; a larger file would take too much memory to read. */
    private static final int LARGEST = 32 << 20;

    private static final int MOST_ARGUMENTS = 1000;
    private static final String REMEDY = "Name the folder of a sweep, or begin another sweep.";

    /** Maximum characters of a version; ours have ten. */
    private static final int LONGEST_VERSION = 100;

    private static final Pattern OPTION = Pattern.compile("[a-z0-9-]+");

    /** @throws Members.Unfit if the values cannot belong to a sweep */
    public SweepPlan {
        Members.plain("version", version, 0, LONGEST_VERSION);
        Digest.check("code", code);
        Members.plain("nd4j", nd4j, 0, LONGEST_VERSION);
        RunIdentity.checkPath("folder", folder);
        arguments = List.copyOf(arguments);
        Members.size("arguments", arguments.size(), 0, MOST_ARGUMENTS);
        arguments.forEach(argument -> Members.length("arguments", argument, 0, Json.LONGEST_VALUE));
        settings = List.copyOf(settings);
        Members.size("settings", settings.size(), 1, Grid.MOST_SETTINGS);
        settings.forEach(SweepPlan::checkSetting);
        Members.whole("seeds", seeds, 1, MOST_TRIALS / settings.size());
    }

    private static void checkSetting(Map<String, String> setting) {
        Members.size("settings", setting.size(), 0, MOST_ARGUMENTS);
        setting.forEach((option, value) -> {
            boolean fits = OPTION.matcher(option).matches();
            Members.require("settings", fits, "names of options, as hidden or weight-decay", option);
            Members.length("settings/" + option, value, 0, Json.LONGEST_VALUE);
        });
    }

    /** A plan for this build in the current working directory. */
    public static SweepPlan now(
            List<String> arguments, List<Map<String, String>> settings, long firstSeed, int seeds, boolean slim) {
        BuildInfo build = BuildInfo.load();
        return new SweepPlan(
                build.version(),
                ProgramDigest.current(),
                build.nd4jVersion(),
                Path.of("").toAbsolutePath().toString(),
                arguments,
                settings,
                firstSeed,
                seeds,
                slim);
    }

    /**
     * One run of {@code train}.
     *
     * @param setting index of its setting
     * @param seed its seed
     */
    public record Trial(int setting, long seed) {
        /** @return the name of the trial's folder */
        public String name() {
            return "setting" + (setting + 1) + "-seed" + seed;
        }
    }

    /** @return the names that any setting sets, in the order of their first occurrence */
    List<String> names() {
        return settings.stream()
                .flatMap(setting -> setting.keySet().stream())
                .distinct()
                .toList();
    }

    /** @return all trials, grouped by seed, so that settings can be compared early */
    public List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            for (int setting = 0; setting < settings.size(); setting++) {
                trials.add(new Trial(setting, firstSeed + seed));
            }
        }
        return trials;
    }

    /** @return the arguments of {@code train} for a trial, without its output folder; a setting's network is checked with its first seed */
    public List<String> arguments(Trial trial) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(arguments);
        all.addAll(options(settings.get(trial.setting())));
        all.add("--seed=" + trial.seed());
        if (trial.seed() != firstSeed && !arguments.contains("--check") && !arguments.contains("--no-check")) {
            all.add("--no-check");
        }
        return all;
    }

    /** @return a setting as options of {@code train} */
    public static List<String> options(Map<String, String> setting) {
        return setting.entrySet().stream()
                .map(entry -> option(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String option(String name, String value) {
        Setting<?> setting = Setting.named(name);
        boolean isWord = setting != null && setting.use() == Setting.Use.WORD;
        return isWord ? "--with=" + name + ":" + value : "--" + name + "=" + value;
    }

    /** @return a setting as text, for example {@code hidden=64 lr=0.001} */
    public static String words(Map<String, String> setting) {
        return setting.isEmpty()
                ? "as given"
                : setting.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Writes the plan into a sweep's folder. */
    public void write(Path sweep) {
        AtomicFile.writeTextDurably(sweep.resolve(RunFolder.PLAN), Json.text(this));
    }

    /**
     * Reads the plan of a sweep's folder.
     *
     * @throws CrosscheckException if there is no readable plan
     */
    public static SweepPlan read(Path sweep) {
        Path file = sweep.resolve(RunFolder.PLAN);
        if (!Files.isRegularFile(file)) {
            String found =
                    Files.isDirectory(sweep) ? "no " + RunFolder.PLAN + " in it" : CrosscheckException.whatIsAt(sweep);
            throw CrosscheckException.expected(sweep.toString(), "the folder of a sweep", found, REMEDY);
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw CrosscheckException.expected(
                        file.toString(), "at most " + LARGEST + " bytes", Files.size(file) + "", REMEDY);
            }
            return read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw CrosscheckException.unreadable(file, e);
        }
    }

    /**
     * Reads a plan from memory.
     *
     * @param name name of the text, for messages
     */
    public static SweepPlan read(byte[] text, String name) {
        try {
            return Json.read(text, SweepPlan.class);
        } catch (IOException e) {
            throw new CrosscheckException(name + ": " + e.getMessage() + ".", REMEDY, e);
        }
    }

    /**
     * Refuses to resume a sweep of another build, whose numbers could differ.
     *
     * @param sweep the sweep's folder, for the message
     */
    public void requireThisBuild(Path sweep) {
        BuildInfo build = BuildInfo.load();
        String current = ProgramDigest.current();
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
