package dev.crosscheck.bench;

import dev.crosscheck.data.table.FitOptions;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The process that learns from a table as {@code train} does, which only {@code bench} starts. */
public final class TableChild {
    private static final int OFF_HEAP_LIMIT_MIB = 2048;
    private static final double LEARNING_RATE = 0.001;

    private final Teller teller = new Teller();
    private final TableWorkload workload;
    private final TrainingMethod method;

    private TableChild(TableWorkload workload, int threads) {
        this.workload = workload;
        this.method = new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, threads);
    }

    /**
     * Reads, trains, predicts, and prints how long each took.
     *
     * @param args threads, and a workload's options
     */
    public static void main(String... args) {
        Teller.endWithParent();
        List<String> options = Arrays.asList(args).subList(1, args.length);
        new TableChild(TableWorkload.parse(options), Integer.parseInt(args[0])).run();
    }

    private void run() {
        Nd4jRuntime.configure(Nd4jRuntime.BEST_THREADS, OFF_HEAP_LIMIT_MIB);
        Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
        TableExamples examples = examples();
        Setup setup = new Setup(
                NetworkSpec.digits().withUnits(workload.hidden()),
                new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault().at(LEARNING_RATE), workload.batch(), 1, 1));
        TrainingConfig config = TrainingConfig.of(setup).with(draft -> draft.method = method);
        try (EpochTimer timer = EpochTimer.of(method, config, examples)) {
            part(TablePart.EPOCH, timer::epoch);
            float[] outputs = part(TablePart.PREDICT, () -> timer.outputs(examples));
            teller.tell("right", Double.toString(right(outputs, examples)));
        }
        teller.tell("rows", Integer.toString(examples.size()));
        teller.describe();
    }

    /** Of the table itself nothing is kept. */
    private TableExamples examples() {
        Table table = part(TablePart.READ, () -> Table.read(workload.data(), TableOptions.FOUND));
        return part(TablePart.FIT, () -> {
            TargetColumn target = TargetColumn.of(table, TableMaker.TARGET, null, false);
            Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), FitOptions.USUAL);
            return TableExamples.of(fitted.of(table), false, target.rows());
        });
    }

    private <T> T part(TablePart part, Supplier<T> work) {
        long start = System.nanoTime();
        T done = work.get();
        teller.tell("part", String.format(Locale.ROOT, "%s %.6f", part.label(), (System.nanoTime() - start) / 1e9));
        return done;
    }

    /** The share of rows whose likeliest class is their own. */
    private static double right(float[] outputs, TableExamples examples) {
        int classes = examples.classes();
        int right = 0;
        for (int row = 0; row < examples.size(); row++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = outputs[row * classes + c] > outputs[row * classes + best] ? c : best;
            }
            right += best == examples.labels()[row] ? 1 : 0;
        }
        return (double) right / examples.size();
    }
}
