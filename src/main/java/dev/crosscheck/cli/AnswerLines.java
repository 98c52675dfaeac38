package dev.crosscheck.cli;

import dev.crosscheck.run.CsvCell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/** Writes answers as lines of CSV, in which a spreadsheet runs nothing. */
final class AnswerLines {
    private final Writer out;
    private final boolean raw;
    private int disarmed;

    /** @param raw whether text is written unchanged, even if a spreadsheet would run it */
    AnswerLines(Writer out, boolean raw) {
        this.out = out;
        this.raw = raw;
    }

    void write(List<String> cells) {
        try {
            for (int i = 0; i < cells.size(); i++) {
                out.write(i == 0 ? "" : ",");
                String cell = raw ? cells.get(i) : CsvCell.harmless(cells.get(i));
                disarmed += cell.equals(cells.get(i)) ? 0 : 1;
                out.write(CsvCell.quoted(cell));
            }
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says at the end in how many cells an apostrophe was added. */
    void warn(OutputOptions output) {
        if (disarmed > 0) {
            output.warn("Cells that a spreadsheet would run as formulas: " + disarmed
                    + ". They have an apostrophe before them; --raw-text leaves it out.");
        }
    }
}
