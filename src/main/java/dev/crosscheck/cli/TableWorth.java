package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.Evaluator;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** What a network that was trained on a table is worth on the test part: beside what knows nothing, and beside a linear model. */
final class TableWorth {
    private static final String NETWORK = "network";
    private static final String LINEAR = "linear model";
    private static final String BASELINE = "baseline";

    private final OutputOptions output;
    private final TrainingRun.Plan plan;
    private final TableData data;
    private final BooleanSupplier stop;
    private final Target target;

    /** @param stop ends the linear model's training */
    TableWorth(OutputOptions output, TrainingRun.Plan plan, TableData data, BooleanSupplier stop) {
        this.output = output;
        this.plan = plan;
        this.data = data;
        this.stop = stop;
        this.target = data.preprocessing().target();
    }

    /** Measures, prints, draws and writes {@code measures.json}. An interrupted run ends without a linear model. */
    void show(TrainingOutcome outcome) {
        float[] outputs = outputs(outcome);
        TableMeasures network = TableMeasures.of(outputs, data.test(), target);
        Map<String, TableMeasures> all = new LinkedHashMap<>();
        all.put(NETWORK, network);
        if (!outcome.interrupted()) {
            linear().ifPresent(measures -> all.put(LINEAR, measures));
        }
        all.put(BASELINE, TableMeasures.ofBaseline(training(), data.test(), target));
        output.print("");
        output.print(
                "On the %d test rows; the baseline answers with %s", data.test().size(), baselineWords());
        List<List<String>> cells = new ArrayList<>();
        all.forEach((name, measures) -> cells.add(measures.cells(name)));
        output.printTable(network.headings(), cells);
        network.printConfusion(output, target);
        network.draw(plan.folder(), outputs, data.test(), target).forEach(output::warn);
        Json.write(plan.folder().path().resolve("measures.json"), all);
        output.print("");
    }

    private String baselineWords() {
        return target instanceof Target.OfNumber ? "the mean" : "the most frequent class";
    }

    private float[] outputs(TrainingOutcome outcome) {
        return Evaluator.probabilities(outcome.network(), plan.choice().device(), data.test());
    }

    /** The rows to learn from, without those to validate on. */
    private TableExamples training() {
        int rows = data.train().size() - plan.config().validation();
        return data.train().select(IntStream.range(0, rows).toArray());
    }

    /** The same training without hidden layers. */
    private Optional<TableMeasures> linear() {
        TrainingConfig config = plan.config();
        NetworkForm form = config.network();
        if (form.hidden().isEmpty()) {
            return Optional.empty();
        }
        NetworkForm flat = new NetworkForm(
                List.of(),
                form.activation(),
                form.loss(),
                form.optimizer(),
                form.momentum(),
                form.weightDecay(),
                0,
                form.initialization(),
                form.classWeights());
        long start = System.nanoTime();
        output.note("A linear model is trained to compare with; Ctrl-C leaves it out.");
        try {
            Training training = new Training(
                    plan.choice().device(),
                    new TrainingStart.Seed(),
                    config.withNetwork(flat),
                    data,
                    CheckpointSink.NONE);
            TrainingOutcome outcome = training.run(new RunListener() {}, stop);
            if (outcome.interrupted()) {
                return Optional.empty();
            }
            output.print(
                    "Linear model: the same training without hidden layers, %.1f s", (System.nanoTime() - start) / 1e9);
            return Optional.of(TableMeasures.of(outputs(outcome), data.test(), target));
        } catch (CrosscheckException e) {
            output.caution("The linear model to compare with could not be trained: " + e.getMessage());
            return Optional.empty();
        }
    }
}
