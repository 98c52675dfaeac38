package dev.crosscheck.tables;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.crosscheck.data.DataSource;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.TrainingConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run on a table keeps besides network and training.
 *
 * @param table how the data were made from files
 * @param decision what is wanted of the answers
 * @param candidates the networks between which the run chooses, or has chosen; null if the network was given. Until they are decided, the
 *     configuration's network and training are those of the last one
 */
@JsonTypeName("table")
public record TableRun(
        TableSource table, DecisionSpec decision, @Nullable Candidates candidates) implements DataSource {

    /** @return what a run on a table keeps; null for images */
    public static @Nullable TableRun of(TrainingConfig config) {
        return config.source() instanceof TableRun run ? run : null;
    }

    /** @return the same of a run that is on a table */
    static TableRun ofTable(TrainingConfig config) {
        return (TableRun) Objects.requireNonNull(config.source());
    }

    /** @return whether candidates are still to be trained, of which one is chosen */
    public static boolean leavesChoice(TrainingConfig config) {
        return config.source() instanceof TableRun run && run.candidates != null && run.candidates.areOpen();
    }

    /** @return the same with other candidates; null for none */
    public TableRun with(@Nullable Candidates others) {
        return new TableRun(table, decision, others);
    }

    @Override
    public boolean ofImages() {
        return false;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("target", table.target());
        if (candidates != null) {
            candidates(facts);
        }
        return facts;
    }

    @SuppressWarnings("NullAway") // there are candidates
    private void candidates(Map<String, String> facts) {
        if (candidates.areOpen()) {
            facts.put("candidates", "being trained");
            return;
        }
        for (Candidates.Entry entry : candidates.entries()) {
            Candidates.Score score = entry.score();
            facts.put(
                    "candidate: " + entry.name(),
                    score == null
                            ? "not trained to an end"
                            : Text.of(
                                    "loss %.4f, %s %s, after epoch %d of %d",
                                    score.loss(), score.name(), score.measure(), score.epoch(), score.epochs()));
        }
        facts.put(
                "candidate: guessing", Text.of("loss %.4f", candidates.verdict().guessing()));
        facts.put(
                "choice",
                "On the " + candidates.rows() + ": " + candidates.verdict().words());
    }
}
