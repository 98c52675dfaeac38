package dev.crosscheck.sweep;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.Function2;
import scala.collection.Iterator;

/**
 * A trial as a task of Spark. It runs in a {@link TrialProcess} without Spark, as it does on a single machine: so its libraries,
 * threads and memory are the same, and if it crashes, the executor does not.
 *
 * @param kit what each executor needs to run trials
 */
record SparkTask(SparkTask.Kit kit)
        implements Function2<TaskContext, Iterator<SparkTask.Work>, SparkTask.Outcome>, Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * What an executor needs to run trials. Spark distributes its files, once to each executor.
     *
     * @param id of this run of a sweep
     * @param options of the trials' Java
     * @param main the main class of a trial's process
     * @param jars the trials' class path: file names, and the SHA-256 of each
     * @param data name of a zip file of the data that trials read
     * @param dataSha256 its SHA-256
     * @param leftOut names in a trial's folder that are not sent back
     */
    record Kit(
            String id,
            List<String> options,
            String main,
            LinkedHashMap<String, String> jars,
            String data,
            String dataSha256,
            ArrayList<String> leftOut)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The input of a task.
     *
     * @param folder of the trial's files, in the executor's work folder
     * @param arguments of {@code train}
     */
    record Work(String folder, ArrayList<String> arguments) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The result of a task.
     *
     * @param end how the trial's process ended
     * @param files a zip file of the trial's folder
     */
    record Outcome(TrialProcess.Ended end, byte[] files) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Outcome apply(TaskContext context, Iterator<Work> works) {
        try {
            return SparkPlace.of(kit).run(works.next());
        } catch (IOException e) {
            return new Outcome(new TrialProcess.Ended(1, e.toString()), new byte[0]);
        }
    }
}
