package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model of a table to export, with its answers to raw rows.
 *
 * @param model the model's file and network
 * @param provenance where it comes from
 * @param preprocessing from a row's cells to features, and what answers mean
 * @param importance how much the answers rest on each column; null if the model does not tell
 * @param test what it is tested on
 * @param rows those of the table, then made-up ones
 * @param expected predict's answers to these
 * @param subject the network and what is known of it
 */
record TrainedTable(
        ModelCard.Model model,
        Provenance provenance,
        Preprocessing preprocessing,
        Importance importance,
        TableTest test,
        TestRows rows,
        List<RowsByHand.Answered> expected,
        Subject subject)
        implements Exported<TableCard> {

    /** Takes a model apart and answers the rows. */
    static TrainedTable of(Model trained, Path file, TableTest test) {
        Preprocessing preprocessing = trained.table();
        List<List<String>> cells = new ArrayList<>(test.rows());
        cells.addAll(MadeUpRows.of(preprocessing));
        TestRows rows = new TestRows(preprocessing, cells);
        String sha256 = Digest.sha256(file);
        Provenance provenance = Provenance.beside(file, sha256).withData(trained.dataSha256());
        Subject subject = new Subject(trained, Map.of());
        ModelCard.Model model = new ModelCard.Model(
                file.toString(),
                sha256,
                trained.parametersSha256(),
                subject.sizes(),
                subject.functions(),
                subject.count());
        return new TrainedTable(
                model,
                provenance,
                preprocessing,
                trained.importance(),
                test,
                rows,
                RowsByHand.of(trained.network(), trained.parameters(), rows),
                subject.withFacts(facts(model, preprocessing.target(), provenance, test)));
    }

    private static Map<String, String> facts(
            ModelCard.Model model, Target target, Provenance provenance, TableTest test) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("layers", CardText.dashed(model.sizes()) + ", " + model.functions());
        facts.put("target", target.name());
        if (target instanceof Target.OfClasses known) {
            facts.put("classes", Json.line(known.labels()));
        }
        facts.put("test", test.words());
        facts.put(
                "seed",
                provenance.seed() == null ? "unknown" : provenance.seed().toString());
        facts.put("parameters_sha256", model.parametersSha256());
        facts.put("model_sha256", model.sha256());
        test.sha256().values().forEach(digest -> facts.put("test_table_sha256", digest));
        facts.put("trained_on_this_table", TrainedModel.answer(test.trainingData()));
        return facts;
    }

    @Override
    public String className() {
        return TableClassFile.CLASS_NAME;
    }

    @Override
    public void write(Format format, Path file) throws IOException {
        format.ofRows().writer().write(subject, preprocessing, file);
    }

    @Override
    public Optional<String> missing(Format format) {
        return format.missing().or(() -> format == Format.ONNX ? OnnxRows.missing(preprocessing) : Optional.empty());
    }

    @Override
    public FileVerification verify(Format format, Path file) throws IOException {
        return RowComparison.of(
                format.runBy(), rows, expected, format.ofRows().runner().run(file, subject, rows));
    }

    @Override
    public TableCard card(List<ExportedFile> files) {
        return TableCard.of(this, files);
    }

    @Override
    public String text(TableCard card) {
        return TableCardText.of(card);
    }
}
