package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingEndTest {
    @Test
    void theNextCommandsAreThoseOfTheKindOfDataAndSafeForAShell() {
        TrainingConfig digits = TrainingConfig.of(Setup.parse("784-8-10 relu cross-entropy adam"));
        assertEquals(
                List.of("Next: crosscheck serve runs/a", "      crosscheck evaluate runs/a"),
                TrainingEnd.next(Path.of("runs/a"), digits, "data/mnist").stream()
                        .map(TextTable::printed)
                        .toList());
        TrainingConfig table = digits.with(draft -> draft.source =
                new TableRun(new TableSource(TableOptions.FOUND, "y", null, Share.NONE), DecisionSpec.USUAL, null));
        assertEquals(
                List.of(
                        "Next: crosscheck serve 'runs/it'\\''s'",
                        "      crosscheck predict 'runs/it'\\''s' 'my data.csv'"),
                TrainingEnd.next(Path.of("runs/it's"), table, "my data.csv").stream()
                        .map(TextTable::printed)
                        .toList());
    }
}
