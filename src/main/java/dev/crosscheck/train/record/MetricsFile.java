package dev.crosscheck.train.record;

import dev.crosscheck.run.RunFolder;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;

/** Writes {@code metrics.csv}: a line per epoch as soon as it is done, with validation columns if there is validation. */
final class MetricsFile implements RunListener {
    private final RunFolder folder;
    private final boolean validates;
    private final boolean numbers;
    private final StringBuilder lines = new StringBuilder();

    /** @param done epochs done before the run was resumed */
    MetricsFile(RunFolder folder, TrainingConfig config, List<EpochMetrics> done) {
        this.folder = folder;
        this.validates = config.training().validates();
        this.numbers = config.network().learnsNumbers();
        lines.append("epoch,train_loss,")
                .append(validates ? names("validation") : "")
                .append(names("test"))
                .append(config.ofImages() ? "seconds,images_per_second\n" : "seconds,rows_per_second\n");
        done.forEach(this::append);
        if (!done.isEmpty()) {
            write();
        }
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        append(epoch);
        write();
    }

    private void append(EpochMetrics epoch) {
        lines.append(Text.of("%d,%.6f,", epoch.epoch(), epoch.trainLoss()))
                .append(validates ? columns(epoch.validation()) : "")
                .append(columns(epoch.test()))
                .append(Text.of("%.3f,%.0f\n", epoch.seconds(), epoch.imagesPerSecond()));
    }

    private String names(String part) {
        return numbers
                ? part + "_loss," + part + "_rmse," + part + "_r2,"
                : part + "_loss," + part + "_accuracy_percent,";
    }

    private static String columns(Evaluation evaluation) {
        if (evaluation.numbers() != null) {
            Double r2 = evaluation.numbers().r2();
            return Text.of(
                    "%.6f,%.8g,%s,",
                    evaluation.loss(), evaluation.numbers().rmse(), r2 == null ? "" : Text.of("%.6f", r2));
        }
        return Text.of("%.6f,%.2f,", evaluation.loss(), evaluation.accuracyPercent());
    }

    private void write() {
        folder.writeText(RunFolder.METRICS, lines);
    }
}
