package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Runs trials in several {@link Worker} processes, each of which takes the next trial when it is free. */
final class WorkerPool implements AutoCloseable {
    /** Interval at which the stop condition is checked; short enough for an interactive user. */
    private static final long LOOK_MILLIS = 200;

    /** Attempts per trial: a worker may be killed, for example for lack of memory; if it happens twice, it is not by chance. */
    static final int TRIES = 2;

    private final Sweep sweep;
    private final Class<?> main;
    private final int jobs;
    private final Queue<Trial> left;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Worker> running = new ArrayList<>();
    private boolean stopped;

    /**
     * What a thread reports: a trial has ended or failed, or the thread itself ends.
     *
     * @param record of the trial, if it has ended
     * @param failure why the trial failed, or null
     * @param interrupted whether the trial was asked to stop early
     */
    private record Event(Trial trial, TrialRecord record, Exception failure, boolean interrupted) {
        static final Event END = new Event(null, null, null, false);
    }

    WorkerPool(Sweep sweep, Class<?> main, int jobs, List<Trial> left) {
        this.sweep = sweep;
        this.main = main;
        this.jobs = Math.min(jobs, left.size());
        this.left = new ConcurrentLinkedQueue<>(left);
    }

    /**
     * Runs the trials.
     *
     * @param stop polled; true stops the pool
     * @param finished called on the calling thread for each trial that has ended
     * @throws CrosscheckException if a trial fails; trials in progress are discarded
     */
    void run(BooleanSupplier stop, BiConsumer<Trial, TrialRecord> finished) throws IOException {
        for (int i = 0; i < jobs; i++) {
            Thread thread = new Thread(this::work, "worker " + (i + 1));
            thread.setDaemon(true);
            thread.start();
        }
        try {
            int ended = 0;
            while (ended < jobs) {
                Event event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (stop.getAsBoolean()) {
                    close();
                }
                if (event == Event.END) {
                    ended++;
                } else if (event != null) {
                    take(event, finished);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Event event, BiConsumer<Trial, TrialRecord> finished) throws IOException {
        if (event.record() != null) {
            finished.accept(event.trial(), event.record());
        } else if (event.interrupted()) {
            close();
        } else if (!isStopped()) {
            close();
            if (event.failure() instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) event.failure();
        }
    }

    /** The loop of each thread: one trial after another, in a process that is started when the first one needs it. */
    private void work() {
        Worker worker = null;
        try {
            for (Trial trial = next(); trial != null; trial = next()) {
                Worker.Answer answer = null;
                for (int tried = 1; answer == null; tried++) {
                    worker = worker == null ? start() : worker;
                    answer = answer(worker, trial, tried);
                    worker = answer == null ? null : worker;
                }
                end(trial, answer);
            }
        } catch (IOException | RuntimeException e) {
            events.add(new Event(null, null, e, false));
        } finally {
            if (worker != null) {
                worker.close();
            }
            events.add(Event.END);
        }
    }

    private Trial next() {
        return isStopped() ? null : left.poll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized Worker start() throws IOException {
        Worker worker = new Worker(
                JavaCommand.of(absolute(JavaCommand.classPath()), Worker.javaOptions(), main.getName()),
                Path.of(sweep.plan().folder()),
                sweep.log());
        running.add(worker);
        if (stopped) {
            worker.close();
        }
        return worker;
    }

    /** The class path with absolute entries, valid in any working directory. */
    private static String absolute(String classPath) {
        return List.of(classPath.split(File.pathSeparator)).stream()
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The answer, or null if the process ended unexpectedly and the trial is to be tried again. */
    private Worker.Answer answer(Worker worker, Trial trial, int tried) throws IOException {
        try {
            List<String> arguments = new ArrayList<>(sweep.plan().arguments(trial));
            arguments.add("--quiet");
            arguments.add("--out=" + sweep.underWay(trial).toAbsolutePath());
            return Worker.Answer.read(worker.run(Json.line(arguments)));
        } catch (Worker.Gone e) {
            if (tried == TRIES || isStopped()) {
                throw sweep.failed(trial, e.getMessage());
            }
            RunFolder.deleteAll(sweep.underWay(trial));
            return null;
        }
    }

    private void end(Trial trial, Worker.Answer answer) throws IOException {
        TrialRecord record = answer.keep(sweep, trial);
        events.add(new Event(trial, record, null, record == null));
    }

    /** Kills all processes; trials in progress are lost. */
    @Override
    public synchronized void close() {
        stopped = true;
        running.forEach(Worker::close);
    }
}
