package dev.crosscheck.sweep;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A cluster that does trials, by Apache Spark.
 *
 * @param master its address as Spark has it, or {@link #SUBMITTED}
 * @param settings of Spark's, by their names
 * @param timeoutSeconds how long to wait for the master
 * @param main the class of a process that does one trial after the other
 * @param luggage what travels there
 * @param warn receives what the user should know meanwhile
 */
public record Cluster(
        String master,
        Map<String, String> settings,
        int timeoutSeconds,
        Class<?> main,
        Luggage luggage,
        Consumer<String> warn) {
    /** In the place of an address: what {@code spark-submit}, which started this program, was given. */
    public static final String SUBMITTED = "submitted";

    /**
     * Finds the master.
     *
     * @return what does trials there; empty if this build has no Spark in it
     * @throws dev.crosscheck.CrosscheckException if nothing answers at the address
     */
    public Optional<TrialRunner> open() {
        try {
            // By its name, since it is compiled only where Spark is.
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
