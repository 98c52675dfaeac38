package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.TrialProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Runs trials as tasks of Apache Spark, each in a partition of its own; this process, the driver, keeps their files. */
final class SparkRunner implements TrialRunner {
    private static final long LOOK_MILLIS = 200; // between checks whether to stop; too short to notice

    private final Cluster cluster;

    /**
     * Connects to the master, before anything is written.
     *
     * @throws CrosscheckException if nothing answers
     */
    SparkRunner(Cluster cluster) {
        this.cluster = cluster;
        SparkStart.requireMaster(cluster);
    }

    @Override
    public void run(Sweep sweep, List<Trial> left, BooleanSupplier stop, BiConsumer<Trial, Ended> ended) {
        try (SparkReason reason = new SparkReason()) {
            try (SparkStart start = new SparkStart(cluster)) {
                new Job(start.context(), start.send(sweep), sweep, reason).run(left, stop, ended);
            } catch (CrosscheckException e) {
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                // Any call to a stopped context may fail, for instance with a NullPointerException.
                throw gaveUp(sweep, reason.last().orElse(SparkStart.firstLine(e)), e);
            }
        }
    }

    private static CrosscheckException gaveUp(Sweep sweep, String reason, Throwable failure) {
        return new CrosscheckException(
                "Spark gave up: " + reason + (reason.endsWith(".") ? "" : "."),
                "Finished trials are kept: once this is fixed, continue with sweep --resume " + sweep.folder() + ".",
                failure);
    }

    /**
     * A message from a thread of Spark's.
     *
     * @param trial that has ended
     * @param outcome of the trial
     * @param failure of the whole job, or null
     */
    private record Event(Trial trial, SparkTask.Outcome outcome, Throwable failure) {}

    /** The trials of a sweep on a connected cluster. */
    private final class Job {
        private final JavaSparkContext spark;
        private final SparkTask.Kit kit;
        private final Sweep sweep;
        private final SparkReason reason;
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(cluster.timeoutSeconds());
        private boolean patient = true;

        Job(JavaSparkContext spark, SparkTask.Kit kit, Sweep sweep, SparkReason reason) {
            this.spark = spark;
            this.kit = kit;
            this.sweep = sweep;
            this.reason = reason;
        }

        void run(List<Trial> left, BooleanSupplier stop, BiConsumer<Trial, Ended> ended) throws IOException {
            submit(left);
            try {
                int open = left.size();
                while (open > 0 && !stop.getAsBoolean()) {
                    Event event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    if (event == null) {
                        warnOfNoExecutor();
                    } else if (event.failure() != null) {
                        if (isEnding()) {
                            return;
                        }
                        throw gaveUp(
                                sweep,
                                spark.sc().isStopped()
                                        ? reason.last().orElse(SparkStart.firstLine(event.failure()))
                                        : SparkStart.firstLine(event.failure()),
                                event.failure());
                    } else {
                        unpack(event);
                        ended.accept(event.trial(), event.outcome().end());
                        open--;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                SparkPlace.close(kit.id());
            }
        }

        /** Submits trials to Spark. Spark itself repeats those of lost executors. */
        private void submit(List<Trial> trials) {
            Thread thread = new Thread(() -> work(trials), "spark-job");
            thread.setDaemon(true);
            thread.start();
        }

        private void work(List<Trial> trials) {
            try {
                List<SparkTask.Work> works = trials.stream().map(this::work).toList();
                spark.sc()
                        .<SparkTask.Work, SparkTask.Outcome>runJob(
                                spark.parallelize(works, works.size()).rdd(),
                                new SparkTask(kit),
                                (index, outcome) -> {
                                    events.add(new Event(trials.get((Integer) index), outcome, null));
                                    return BoxedUnit.UNIT;
                                },
                                ClassTag$.MODULE$.apply(SparkTask.Outcome.class));
            } catch (Exception e) {
                events.add(new Event(null, null, e));
            }
        }

        private SparkTask.Work work(Trial trial) {
            return new SparkTask.Work(
                    "trials/" + trial.name(),
                    new ArrayList<>(cluster.luggage().arguments().apply(trial)));
        }

        /** Puts the files of a trial in its folder. */
        private void unpack(Event event) throws IOException {
            Path folder = sweep.folder(event.trial());
            RunFolder.deleteAll(folder);
            if (event.outcome().files().length > 0) {
                SparkPlace.unpack(event.outcome().files(), folder);
                nameFilesAsGiven(folder);
            }
        }

        /** Replaces the data's paths in a run's record by those on this machine; the run saw the executor's. */
        private void nameFilesAsGiven(Path trial) throws IOException {
            Path record = trial.resolve("run.json");
            if (Files.exists(record)) {
                String text = Files.readString(record);
                for (Cluster.Item item : cluster.luggage().items()) {
                    text = text.replace(Json.line(item.name()), Json.line(item.given()));
                }
                String named = text;
                AtomicFile.writeTextDurably(record, named);
            }
        }

        private void warnOfNoExecutor() {
            if (patient && System.nanoTime() - patience > 0) {
                patient = false;
                // The driver is among the executors that are counted.
                if (!spark.isLocal()
                        && !spark.sc().isStopped()
                        && spark.statusTracker().getExecutorInfos().length <= 1) {
                    reason.last().ifPresent(ended -> {
                        throw gaveUp(sweep, "its executors cannot start: " + ended, null);
                    });
                    cluster.warn()
                            .accept("The cluster has given no executor within " + cluster.timeoutSeconds()
                                    + " s: its workers may be busy, or too small. Waiting; Ctrl-C stops.");
                }
            }
        }
    }

    /** Whether this process is ending: Spark then stops by itself, which is not a failure. */
    private static boolean isEnding() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
