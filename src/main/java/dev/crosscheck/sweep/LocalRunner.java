package dev.crosscheck.sweep;

import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.TrialProcess.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs trials on this machine.
 *
 * @param main the main class of a trial's process
 * @param jobs number of processes at once
 */
public record LocalRunner(Class<?> main, int jobs) implements TrialRunner {
    /** Interval at which the stop condition is checked; short enough for an interactive user. */
    private static final long LOOK_MILLIS = 200;

    /** Killed processes are gone long before. */
    private static final long END_SECONDS = 60;

    @Override
    public void run(Sweep sweep, List<Trial> left, BooleanSupplier stop, BiConsumer<Trial, Ended> ended) {
        List<String> command =
                JavaCommand.of(absolute(JavaCommand.classPath()), TrialProcess.javaOptions(), main.getName());
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        try {
            CompletionService<Map.Entry<Trial, Ended>> ends = new ExecutorCompletionService<>(threads);
            left.forEach(trial -> ends.submit(() -> Map.entry(trial, run(command, sweep, trial))));
            int open = left.size();
            while (open > 0 && !stop.getAsBoolean()) {
                Future<Map.Entry<Trial, Ended>> end = ends.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (end != null) {
                    ended.accept(end.get().getKey(), end.get().getValue());
                    open--;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            end(threads);
        }
    }

    private static Ended run(List<String> command, Sweep sweep, Trial trial) throws InterruptedException {
        Path out = sweep.folder(trial).toAbsolutePath();
        SweepPlan plan = sweep.plan();
        try (TrialProcess process = new TrialProcess(command, plan.arguments(trial), out, Path.of(plan.folder()))) {
            return process.end();
        } catch (IOException e) {
            return new Ended(1, e.getMessage());
        }
    }

    /** The class path with absolute entries, valid in any working directory. */
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Interrupts the threads, each of which then kills its process. */
    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
