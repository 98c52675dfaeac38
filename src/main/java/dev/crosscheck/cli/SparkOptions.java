package dev.crosscheck.cli;

import dev.crosscheck.sweep.Cluster;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.TrialRunner;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** On which cluster a sweep runs. */
final class SparkOptions {
    /** Spark itself gives a master three times 20 seconds; nobody needs as much to see that the address is wrong. */
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

    @Option(
            names = "--spark-timeout",
            paramLabel = "SECONDS",
            description = "Wait so long for the master. Default: 30.")
    private Integer timeout;

    /** @return whether trials run on a cluster */
    boolean given(CommandSpec command) {
        if (master == null && (!settings.isEmpty() || timeout != null)) {
            throw new ParameterException(
                    command.commandLine(),
                    (timeout != null ? "--spark-timeout" : "--spark-conf") + " is for a cluster: add --spark MASTER.");
        }
        return master != null;
    }

    /** @return where trials run, in words */
    String where() {
        return "on Spark, " + master;
    }

    /** @return what runs a plan's trials there */
    TrialRunner runner(CommandSpec command, SweepPlan plan, Consumer<String> warn) {
        if (!MASTER.matcher(master).matches()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--spark " + master + ": expected spark://HOST:PORT, k8s://HOST:PORT, local[N], local[*] or "
                            + Cluster.SUBMITTED + ".");
        }
        for (String name : settings.keySet()) {
            if (!name.startsWith("spark.")) {
                throw new ParameterException(
                        command.commandLine(),
                        "--spark-conf " + name + ": expected the name of a setting, which begins with spark.");
            }
        }
        int seconds = timeout == null ? TIMEOUT_SECONDS : Checks.within(command, "--spark-timeout", timeout, 1, 86_400);
        return new Cluster(master, settings, seconds, SweepWorker.class, TrialFiles.of(plan), warn)
                .open()
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "--spark " + master + ": Spark is not in this build: build with mvn -Pspark package."));
    }
}
