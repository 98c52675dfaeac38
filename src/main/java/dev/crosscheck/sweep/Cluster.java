package dev.crosscheck.sweep;

import dev.crosscheck.sweep.SweepPlan.Trial;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An Apache Spark cluster that runs a sweep's trials.
 *
 * @param master the master's URL in Spark's notation, or {@link #SUBMITTED}
 * @param settings Spark properties, by name
 * @param timeoutSeconds how long to wait for the master to answer
 * @param main the main class of a trial's process
 * @param luggage the files that are shipped to the cluster
 * @param warn receives warnings for the user
 */
public record Cluster(
        String master,
        Map<String, String> settings,
        int timeoutSeconds,
        Class<?> main,
        Luggage luggage,
        Consumer<String> warn) {
    /**
     * The files that trials need on another machine.
     *
     * @param items files and folders that the trials read
     * @param arguments the arguments of {@code train} on that machine for a trial, without its output folder
     */
    public record Luggage(List<Item> items, Function<Trial, List<String>> arguments) {}

    /**
     * A file or folder that trials read.
     *
     * @param given its name in the sweep's options
     * @param file its path on this machine
     * @param name its path on the other machine, relative to the folder that trials run in
     */
    public record Item(String given, Path file, String name) {}

    /** Used instead of a URL if {@code spark-submit} started this program, since it configures the master. */
    public static final String SUBMITTED = "submitted";

    /**
     * Connects to the master.
     *
     * @return the runner; empty if this build does not include Spark
     * @throws dev.crosscheck.CrosscheckException if nothing answers at the address
     */
    public Optional<TrialRunner> open() {
        try {
            // Loaded by name because it is compiled only when Spark is on the class path.
            return Optional.of((TrialRunner) Class.forName(Cluster.class.getPackageName() + ".SparkRunner")
                    .getDeclaredConstructor(Cluster.class)
                    .newInstance(this));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof NoClassDefFoundError) {
                return Optional.empty();
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
