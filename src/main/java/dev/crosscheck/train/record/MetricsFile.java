package dev.crosscheck.train.record;

import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** Writes {@code metrics.csv}: a line per epoch, as soon as it is done; with columns for validation if there is any. */
final class MetricsFile implements RunListener {
    private final RunFolder folder;
    private final boolean validates;
    private final StringBuilder lines = new StringBuilder();

    /**
     * @param folder where the file goes
     * @param validates whether there are images for validation
     * @param done epochs done before the run was resumed
     */
    MetricsFile(RunFolder folder, boolean validates, List<EpochMetrics> done) {
        this.folder = folder;
        this.validates = validates;
        lines.append("epoch,train_loss,")
                .append(validates ? "validation_loss,validation_accuracy_percent," : "")
                .append("test_loss,test_accuracy_percent,seconds,images_per_second\n");
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
        lines.append(String.format(Locale.ROOT, "%d,%.6f,", epoch.epoch(), epoch.trainLoss()))
                .append(validates ? columns(epoch.validation()) : "")
                .append(columns(epoch.test()))
                .append(String.format(Locale.ROOT, "%.3f,%.0f\n", epoch.seconds(), epoch.imagesPerSecond()));
    }

    private static String columns(Evaluation evaluation) {
        return String.format(Locale.ROOT, "%.6f,%.2f,", evaluation.loss(), evaluation.accuracyPercent());
    }

    private void write() {
        folder.write("metrics.csv", file -> Files.writeString(file, lines));
    }
}
