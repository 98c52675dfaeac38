package dev.crosscheck.cli;

import dev.crosscheck.sweep.Cluster;
import dev.crosscheck.sweep.Cluster.Luggage;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.TrialRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The cluster that a sweep runs on. */
final class SparkOptions {
    /** Spark itself waits three times 20 seconds; a wrong address shows earlier. */
    private static final int TIMEOUT_SECONDS = 30;

    private static final Pattern MASTER =
            Pattern.compile("local\\[([1-9]\\d{0,3}|\\*)]|(spark|k8s)://\\S+|" + Cluster.SUBMITTED);

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Run the trials by Apache Spark, in a build with -Pspark: on spark://HOST:7077, k8s://HOST:443 or,"
                            + " to try it, local[2]. With spark-submit: submitted.")
    private String master;

    @Option(
            names = "--spark-conf",
            paramLabel = "NAME=VALUE",
            description = "A setting of Spark, as spark.cores.max=8.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** @return whether trials run on a cluster */
    boolean given(CommandSpec command) {
        if (master == null && !settings.isEmpty()) {
            throw Checks.wrong(command, "--spark-conf is for a cluster: add --spark MASTER.");
        }
        return master != null;
    }

    /** @return where trials run, in words */
    String where() {
        return "on Spark, " + master;
    }

    /** @return the runner of a plan's trials on the cluster */
    TrialRunner runner(CommandSpec command, SweepPlan plan, Consumer<String> warn) {
        if (!MASTER.matcher(master).matches()) {
            throw Checks.wrong(
                    command,
                    "--spark " + master + ": expected spark://HOST:PORT, k8s://HOST:PORT, local[N], local[*] or "
                            + Cluster.SUBMITTED + ".");
        }
        for (String name : settings.keySet()) {
            if (!name.startsWith("spark.")) {
                throw Checks.wrong(
                        command, "--spark-conf " + name + ": expected the name of a setting, which begins with spark.");
            }
        }
        return new Cluster(master, settings, TIMEOUT_SECONDS, SweepTrial.class, TrialFiles.of(plan), warn)
                .open()
                .orElseThrow(() -> Checks.wrong(
                        command,
                        "--spark " + master + ": Spark is not in this build: build with mvn -Pspark package."));
    }

    /** The files that the trials of a sweep read, and their names on machines that do not have this machine's folders. */
    static final class TrialFiles {
        private static final String DATA = "--data";

        /** Options of train whose value is or may be a file. */
        private static final Set<String> NAMES = Set.of(DATA, "--test", "--validation", "--init");

        private final Path folder;
        private final Map<String, Cluster.Item> items = new LinkedHashMap<>();

        private TrialFiles(SweepPlan plan) {
            folder = Path.of(plan.folder());
        }

        /** @return the files that a plan's trials read, and the arguments that name them on another machine */
        static Luggage of(SweepPlan plan) {
            TrialFiles files = new TrialFiles(plan);
            for (int setting = 0; setting < plan.settings().size(); setting++) {
                files.arguments(plan, new Trial(setting, plan.firstSeed()));
            }
            return new Luggage(List.copyOf(files.items.values()), trial -> files.arguments(plan, trial));
        }

        private List<String> arguments(SweepPlan plan, Trial trial) {
            List<String> all = new ArrayList<>();
            boolean data = false;
            String before = "";
            for (String word : plan.arguments(trial)) {
                int equals = word.indexOf('=');
                String name = equals < 0 ? word : word.substring(0, equals);
                data |= name.equals(DATA);
                if (NAMES.contains(before)) {
                    all.add(there(before, word));
                } else if (equals >= 0 && NAMES.contains(name)) {
                    all.add(name + "=" + there(name, word.substring(equals + 1)));
                } else {
                    all.add(word);
                }
                before = word;
            }
            if (!data) {
                all.add(DATA + "=" + there(DATA, DataOptions.mnist().toString()));
            }
            return all;
        }

        /** The value on another machine; unchanged if it is not the name of a file on this one. */
        private String there(String option, String value) {
            Path file = option.equals(DATA) ? Path.of(value) : TableDataOptions.file(value);
            if (file == null || !Files.exists(folder.resolve(file))) {
                return value;
            }
            Path here = folder.resolve(file).toAbsolutePath().normalize();
            // The names stay, because runs record them.
            return items.computeIfAbsent(
                            value,
                            given -> new Cluster.Item(given, here, "files/" + items.size() + "/" + here.getFileName()))
                    .name();
        }
    }
}
