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
 * A trial as a task of Spark. It is the same process as on the machine of the sweep, a {@link Worker} with nothing of Spark in it: so its
 * libraries, threads and memory are the same, and its end is not the executor's.
 *
 * @param kit what each executor needs for it
 */
record SparkTask(SparkTask.Kit kit)
        implements Function2<TaskContext, Iterator<SparkTask.Work>, SparkTask.Outcome>, Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * What an executor needs to do trials. Its files come by Spark's own way for files, once to each executor.
     *
     * @param id of this run of a sweep
     * @param options for the Java of workers
     * @param main their class
     * @param jars their class path: names of files, and the SHA-256 of each
     * @param data name of a zip file of what trials read
     * @param dataSha256 its SHA-256
     * @param leftOut names in a trial's folder that do not travel back
     * @param log takes what workers write on standard error; null for the executor's own
     */
    record Kit(
            String id,
            List<String> options,
            String main,
            LinkedHashMap<String, String> jars,
            String data,
            String dataSha256,
            ArrayList<String> leftOut,
            String log)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What to do.
     *
     * @param folder of the trial's files, below that of the executor's work
     * @param task for the worker
     */
    record Work(String folder, String task) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What came of it.
     *
     * @param answer the worker's, or null if it ended before
     * @param gone how it ended, or null if it answered
     * @param files a zip file of the trial's folder
     */
    record Outcome(String answer, String gone, byte[] files) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Outcome apply(TaskContext context, Iterator<Work> works) {
        try {
            return SparkPlace.of(kit).run(works.next());
        } catch (IOException e) {
            return new Outcome(null, e.toString(), new byte[0]);
        }
    }
}
