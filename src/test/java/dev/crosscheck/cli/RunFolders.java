package dev.crosscheck.cli;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs of each kind, and a sweep, trained once per JVM when a test first asks for one. Tests read them, and spoil copies. Their folder's name has the same
 * length everywhere, so that lines with it break at the same places.
 */
enum RunFolders {
    /** Of MNIST's first 1,000 images, and 300 to test on. */
    DIGITS(
            "--trainer by-hand --no-check --epochs 2 --hidden 8 --validation 100 --with schedule:cosine,handwriting --checkpoint-every 1epoch --data {runs}/mnist"),
    /** The same from another start. */
    OTHERS(
            "--trainer by-hand --no-check --epochs 2 --hidden 8 --validation 100 --with schedule:cosine,handwriting --seed 2 --data {runs}/mnist"),
    /** By DL4J, with a zip of its own. */
    DL4J("--trainer dl4j --no-check --epochs 2 --hidden 8 --with handwriting --data {runs}/mnist"),
    /** Of pictures of twelve classes. */
    IMAGES("--trainer by-hand --no-check --epochs 8 --seed 5 --test 25% --hidden 64 --data {runs}/pictures"),
    /** A table's two classes. */
    CLASSES("--no-check --epochs 20 --hidden 8 --data data/penguins/penguins.csv --target sex"),
    /** A table's number. */
    NUMBERS("--no-check --epochs 20 --hidden 8 --data data/penguins/penguins.csv --target body_mass_g"),
    /** A table's three classes, by networks of five folds that are chosen from candidates, and checked. */
    FOLDS("--patience 5 --data data/penguins/penguins.csv --target species"),
    /** Two settings with two seeds, whose trials are trained in this process. */
    SWEEP("--trainer by-hand --no-check --epochs 2 --validation 100 --data {runs}/mnist");

    private static final Path ROOT = Path.of(
            "target",
            String.format(Locale.ROOT, "runs-%08x", ProcessHandle.current().pid()));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(ROOT)));
        delete(ROOT);
        IdxBytes.subset(ROOT.resolve("mnist"), 1000, 300);
        Pictures.write(ROOT.resolve("pictures"), Pictures.NAMES, 40, 24, 16);
    }

    private final String options;
    private Cli trained;

    RunFolders(String options) {
        this.options = options;
    }

    /** @return what training printed, the run being made if it has not been yet */
    synchronized Cli trained() {
        if (trained == null) {
            trained = this == SWEEP
                    ? swept(List.of(
                            replaced("--threads 1 " + options + " --device cpu").split(" ")))
                    : fine(replaced(line()) + at());
        }
        return trained;
    }

    /** @return the line that trains it, but for the folder at its end */
    String line() {
        return "train --threads 1 " + options + " --device cpu --out ";
    }

    /** Resumes a sweep whose trials are done. */
    private Cli swept(List<String> options) {
        SweepPlan plan = SweepPlan.now(options, List.of(Map.of("hidden", "2"), Map.of("hidden", "16")), 1, 2, false);
        for (SweepPlan.Trial trial : plan.trials()) {
            fine(String.join(" ", plan.arguments(trial)) + " --out "
                    + at().resolve("trials").resolve(trial.name()));
        }
        plan.write(at());
        return fine("sweep --resume " + at());
    }

    private static Cli fine(String line) {
        Cli result = Cli.run(line.split(" "));
        if (result.code() != 0) {
            throw new AssertionError(result.err());
        }
        return result;
    }

    Path folder() {
        trained();
        return at();
    }

    /** @return a copy in this folder, to be spoilt */
    Path copy(Path in) throws IOException {
        return new RunFiles(folder()).copyTo(in.resolve(label())).folder();
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Path at() {
        return ROOT.resolve(label());
    }

    static Path mnist() {
        return ROOT.resolve("mnist");
    }

    static Path pictures() {
        return ROOT.resolve("pictures");
    }

    /** Empties the folder of a transcript's own. */
    static void begin() throws IOException {
        delete(ROOT.resolve("here"));
        Files.createDirectories(ROOT.resolve("here"));
    }

    static void write(String name, List<String> lines) throws IOException {
        Files.write(
                ROOT.resolve("here").resolve(name),
                lines.stream().map(line -> line.replaceFirst("^: ?", "")).toList());
    }

    /** @return a command line with real folders, whose runs are made */
    static String replaced(String line) {
        for (RunFolders run : values()) {
            if (line.contains("{runs}/" + run.label())) {
                run.trained();
            }
        }
        return line.replace("{dir}", ROOT + "/here").replace("{runs}", ROOT.toString());
    }

    /** @return an answer without this process's folders and this machine's threads */
    static String named(String text) {
        return text.replace("\r\n", "\n")
                .replace(ROOT.toAbsolutePath() + "/here", "/{dir}")
                .replace(ROOT.toAbsolutePath().toString(), "/{runs}")
                .replace(ROOT + "/here", "{dir}")
                .replace(ROOT.toString(), "{runs}")
                .replaceAll("\\d+ threads?, (\\w+ kernels|lit\\s+pixels\\s+only)", "{threads}");
    }

    private static void delete(Path folder) {
        try {
            RunFolder.deleteAll(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
