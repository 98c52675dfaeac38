package dev.crosscheck.train;

import dev.crosscheck.run.RunFolder;
import java.nio.file.Files;
import java.util.Locale;

/** Writes {@code metrics.csv}: a line an epoch, as soon as it is done. */
public final class MetricsFile implements RunListener {
    private static final String HEADER = "epoch,train_loss,test_loss,test_accuracy_percent,seconds,images_per_second\n";

    private final RunFolder folder;
    private final StringBuilder lines = new StringBuilder(HEADER);

    /** @param folder where the file goes */
    public MetricsFile(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        lines.append(String.format(
                Locale.ROOT,
                "%d,%.6f,%.6f,%.2f,%.3f,%.0f\n",
                epoch.epoch(),
                epoch.trainLoss(),
                epoch.test().loss(),
                epoch.test().accuracyPercent(),
                epoch.seconds(),
                epoch.imagesPerSecond()));
        folder.write("metrics.csv", file -> Files.writeString(file, lines));
    }
}
