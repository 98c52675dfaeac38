package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Preprocessing;
import java.util.List;
import java.util.Map;

/**
 * The card of a model of a table.
 *
 * @param title the network in a line
 * @param created when it was exported, ISO 8601 in UTC
 * @param model the model file that was exported
 * @param preprocessing what it takes, what becomes of each cell, and what it answers
 * @param test how it did on the table, at export
 * @param training where it comes from
 * @param checked the rows that the files were run on
 * @param files what was exported
 * @param agrees whether every file that was run agrees with the model
 * @param versions of the programs that took part
 */
public record TableCard(
        String title,
        String created,
        ModelCard.Model model,
        Preprocessing preprocessing,
        TableTest test,
        Provenance training,
        Checked checked,
        List<ExportedFile> files,
        boolean agrees,
        Map<String, String> versions)
        implements Card {

    /**
     * Raw rows that every file was run on.
     *
     * @param rows all of them
     * @param ofTable rows of the table
     * @param madeUp with missing values, unknown categories, and numbers that are extreme or beyond what the model takes
     * @param refused rows that the model refuses, and that the files must refuse, too
     */
    public record Checked(int rows, int ofTable, int madeUp, int refused) {}

    /** The card of a model and the files made of it. */
    static TableCard of(TrainedTable trained, List<ExportedFile> files) {
        int all = trained.rows().size();
        int ofTable = trained.test().rows().size();
        long refused =
                trained.expected().stream().filter(row -> !row.answer().taken()).count();
        return new TableCard(
                "Table network " + trained.subject().title() + " for "
                        + trained.preprocessing().target().name(),
                Card.now(),
                trained.model(),
                trained.preprocessing(),
                trained.test(),
                trained.provenance(),
                new Checked(all, ofTable, all - ofTable, Math.toIntExact(refused)),
                List.copyOf(files),
                Card.agree(files),
                Card.versions());
    }
}
