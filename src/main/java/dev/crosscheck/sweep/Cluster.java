package dev.crosscheck.sweep;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
    /** Used instead of a URL when this program was started by {@code spark-submit}, which configures the master. */
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
