package dev.crosscheck.train.record;

import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.Environment;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.List;
import java.util.Map;

/** Records of runs that never were. */
public final class RunRecords {
    public static final String DIGEST = "ab".repeat(32);
    public static final String SIGN = "2026-01-02T03:04:05Z";
    public static final TrainingConfig CONFIG = TrainingConfig.of(
                    Setups.digits(-1, 9, 4, 0.001, 2).of(784, 10))
            .with(draft -> {
                draft.init = "a b.npz";
                draft.schedule = new RateSchedule(RateSchedule.Kind.COSINE, 0, 9);
                draft.validation = 2;
                draft.stop = new StopRules(3, 60.0);
            });

    private RunRecords() {}

    /** @return an epoch of images, with these figures of validation and test in percent */
    public static RunRecord.Epoch epoch(int number, double loss, double validation, double test) {
        return new RunRecord.Epoch(
                number,
                loss,
                loss - 0.1,
                validation,
                null,
                null,
                loss - 0.05,
                9,
                test,
                null,
                null,
                1.5,
                38.0,
                null,
                DIGEST);
    }

    /** A run of this id that stands so, with no epoch. */
    public static RunRecord of(String id, RunRecord.Status status) {
        return of(id, status, status == RunRecord.Status.FAILED ? "It <failed>." : null, 0, List.of());
    }

    /** The same with what went wrong, and with epochs. */
    public static RunRecord of(
            String id, RunRecord.Status status, String failure, int bestEpoch, List<RunRecord.Epoch> epochs) {
        return of(
                id,
                status,
                failure,
                bestEpoch,
                epochs,
                CONFIG,
                DenseNetwork.words(OptimizerSpec.Kind.ADAM.byDefault()));
    }

    /** The same with what it was to do. */
    public static RunRecord of(
            String id,
            RunRecord.Status status,
            String failure,
            int bestEpoch,
            List<RunRecord.Epoch> epochs,
            TrainingConfig config,
            String optimizer) {
        return new RunRecord(
                "train",
                status,
                StopReason.INTERRUPTED,
                failure,
                id,
                "2026-01-02T03:04:00Z",
                List.of("2026-01-02T03:04:01Z"),
                SIGN,
                12.5,
                config,
                optimizer,
                new DeviceChoice(DeviceRequest.AUTO, Device.CPU, "no driver"),
                new Environment(
                        "0.1.0", "1", "1", "17", "Linux", "Some CPU", "avx", 2, "cpu", "b", "n", "o", 1, 1, 1024, 1024),
                List.of(DIGEST),
                new RunRecord.Data("data\nand more", 58, 2, 10, null, null, null, null, Map.of("images", DIGEST)),
                epochs,
                29,
                bestEpoch,
                new Worth("log loss", 10, 0.5, 0.4, null, null, false, null, "It does not beat guessing."),
                DIGEST,
                DIGEST);
    }
}
