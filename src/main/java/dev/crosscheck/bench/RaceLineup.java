package dev.crosscheck.bench;

import dev.crosscheck.ProjectFolder;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.run.JavaCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who races.
 *
 * @param contestants in the order of their turns; those with settings appear with their first
 * @param settings what those that have a choice may run as, by name
 * @param leftOut why those that were asked for do not race, by name
 */
record RaceLineup(List<Contestant> contestants, Map<String, List<Contestant>> settings, Map<String, String> leftOut) {
    static final List<String> NAMES = List.of(Lineup.BY_HAND, Lineup.DL4J, Lineup.PYTORCH);

    private static final String MAIN = "dev.crosscheck.Main";
    private static final Path SCRIPT = Path.of("src", "reference", "python", "race_pytorch.py");
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Finds what each needs. */
    static RaceLineup of(Race.Options options) {
        RaceLineup lineup = new RaceLineup(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        if (options.only().contains(Lineup.BY_HAND)) {
            lineup.contestants.add(train(Lineup.BY_HAND, "the trainer by hand", options));
        }
        if (options.only().contains(Lineup.DL4J)) {
            lineup.contestants.add(train(Lineup.DL4J, "DL4J as train tunes it", options));
        }
        if (options.only().contains(Lineup.PYTORCH)) {
            Found<List<Contestant>> found = pyTorch(options);
            found.it()
                    .ifPresentOrElse(
                            all -> {
                                lineup.contestants.add(all.get(0));
                                lineup.settings.put(Lineup.PYTORCH, all);
                            },
                            () -> lineup.leftOut.put(Lineup.PYTORCH, found.reason()));
        }
        return lineup;
    }

    /** The program as a user starts it. */
    private static Contestant train(String name, String label, Race.Options options) {
        List<String> command = Lineup.likeLauncher(
                JavaCommand.classPath(),
                MAIN,
                "train",
                "--recipe=" + options.recipe().label(),
                "--trainer=" + name,
                "--device=cpu",
                "--data=" + options.data().toAbsolutePath(),
                "--no-check",
                "--quiet");
        return new Contestant(name, label + ", " + Lineup.threads(CORES), false, command, Map.of());
    }

    private static Found<List<Contestant>> pyTorch(Race.Options options) {
        return ProjectFolder.find(SCRIPT)
                .map(script -> Python.having("torch", "python3-torch", options.python())
                        .map(interpreter -> Setting.all(Python.LAYERS, CORES).stream()
                                .map(setting -> pyTorch(interpreter, script, setting, options))
                                .toList()))
                .orElseGet(() -> Found.nothing(SCRIPT + " is not there: run from the project's root"));
    }

    private static Contestant pyTorch(String interpreter, Path script, Setting setting, Race.Options options) {
        Setup recipe = options.recipe().setup();
        TrainingSpec training = recipe.training();
        String threads = Integer.toString(setting.threads());
        List<String> command = List.of(
                interpreter,
                script.toString(),
                "--data=" + options.data().toAbsolutePath(),
                "--hidden=" + recipe.network().units().get(0),
                "--epochs=" + training.epochs(),
                "--batch=" + training.batch(),
                "--lr=" + training.optimizer().learningRate(),
                "--schedule=" + options.recipe().schedule().label(),
                "--threads=" + threads,
                "--layers=" + setting.layers());
        return new Contestant(
                Lineup.PYTORCH,
                "PyTorch, data in memory, fused Adam, " + setting,
                false,
                command,
                // torch.set_num_threads leaves other libraries' threads as they are, and they spin.
                Map.of("OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads));
    }
}
