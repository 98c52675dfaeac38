package dev.crosscheck.sweep;

import dev.crosscheck.run.CsvCell;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.train.record.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * All finished trials as CSV, sorted by setting and seed. It has no times, so that a sweep gives the same bytes however often it was
 * interrupted. Test figures are given for the chosen setting only.
 */
final class TrialTable {
    /** File name in a sweep's folder. */
    static final String NAME = "trials.csv";

    private TrialTable() {}

    static String csv(SweepPlan plan, Map<Trial, TrialRecord> records, SweepResult result) {
        List<String> names = names(plan);
        StringBuilder lines = new StringBuilder("setting,");
        names.forEach(name -> lines.append(cell(name)).append(','));
        lines.append("seed,status,epochs,epoch,train_loss,validation_loss,validation_accuracy_percent,validation_rmse,")
                .append("test_loss,test_accuracy_percent,test_rmse,parameters_sha256\n");
        records.values().stream()
                .sorted(Comparator.comparingInt(TrialRecord::setting).thenComparingLong(TrialRecord::seed))
                .forEach(trial -> lines.append(line(plan, names, trial, result)));
        return lines.toString();
    }

    /** @return the names that any setting sets, in the order of their first occurrence */
    static List<String> names(SweepPlan plan) {
        return plan.settings().stream()
                .flatMap(setting -> setting.keySet().stream())
                .distinct()
                .toList();
    }

    private static String line(SweepPlan plan, List<String> names, TrialRecord trial, SweepResult result) {
        boolean tested = plan.settings().size() == 1 || Objects.equals(result.chosen(), trial.setting());
        List<Object> cells = new ArrayList<>(List.of(trial.setting() + 1));
        names.forEach(name -> cells.add(plan.settings().get(trial.setting()).get(name)));
        cells.add(trial.seed());
        cells.add(trial.status());
        cells.add(trial.epochs());
        cells.add(trial.figures() == null ? 0 : trial.figures().epoch());
        cells.add(trial.figure(RunRecord.Epoch::trainLoss));
        cells.add(trial.figure(RunRecord.Epoch::validationLoss));
        cells.add(trial.figure(RunRecord.Epoch::validationAccuracyPercent));
        cells.add(trial.figure(RunRecord.Epoch::validationRmse));
        cells.add(tested ? trial.figure(RunRecord.Epoch::testLoss) : null);
        cells.add(tested ? trial.figure(RunRecord.Epoch::testAccuracyPercent) : null);
        cells.add(tested ? trial.figure(RunRecord.Epoch::testRmse) : null);
        cells.add(trial.parametersSha256());
        return cells.stream().map(TrialTable::cell).collect(Collectors.joining(",")) + "\n";
    }

    private static String cell(Object value) {
        return CsvCell.quoted(CsvCell.harmless(value == null ? "" : value.toString()));
    }
}
