package dev.crosscheck.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs a notebook's cells from the first to the last against the classes of this build, and after them the answers of its exercises
 * and the {@link Attempt}s at them. The exercises' own checks must accept the answers and the right attempts, and refuse the wrong ones.
 */
final class NotebookRun {
    /** What the notebooks' checks print of a wrong number, and of a wrong gradient such as dW1. */
    private static final Pattern REFUSED = Pattern.compile("(?m)\\bnot yet\\b|^d\\w+ +is off by");

    /** What they print of a right one. */
    private static final Pattern ACCEPTED = Pattern.compile("\\bright\\b");

    private NotebookRun() {}

    /**
     * Runs a notebook and compares each output with the saved one.
     *
     * @throws CellFailure naming the notebook, the cell and what is wrong
     */
    static void check(Notebook notebook) {
        run(notebook, (cell, output, count) -> {
            if (!cell.isTiming()) {
                output.requireAgrees(cell.saved());
            } else if (!output.sameKinds(cell.saved())) {
                throw new CellFailure("the output is not of the saved kinds");
            }
        });
    }

    /**
     * Runs a notebook and saves its outputs in it.
     *
     * @param before the outputs that are saved so far: those of timing cells stay if they have the right kinds, or each refresh
     *     would change the file
     */
    static void refresh(Notebook notebook, Notebook before) throws IOException {
        List<Cell> saved = before.codeCells();
        run(notebook, (cell, output, count) -> {
            Cell old = count <= saved.size() ? saved.get(count - 1) : cell;
            boolean kept = cell.isTiming() && old.isTiming() && output.sameKinds(old.saved());
            cell.save(kept ? old.saved() : output, count);
        });
        notebook.write();
    }

    private interface OutputHandler {
        void accept(Cell cell, Output output, int count);
    }

    private static void run(Notebook notebook, OutputHandler handler) {
        List<Cell> cells = notebook.codeCells();
        if (cells.isEmpty()) {
            throw new CellFailure(notebook.file() + " has no cell to run");
        }
        try (Session session = Session.ofThisBuild()) {
            int count = 1;
            for (Cell cell : cells) {
                try {
                    handler.accept(cell, Output.of(session, cell.source()), count);
                } catch (CellFailure failure) {
                    throw new CellFailure(
                            notebook.file().getFileName() + ", code cell " + count + ": " + failure.getMessage());
                }
                count++;
            }
            requireAnswersRun(notebook, session);
            requireJudged(notebook, Attempt.of(notebook), session);
        }
    }

    private static void requireAnswersRun(Notebook notebook, Session session) {
        for (String answer : notebook.answers()) {
            try {
                String printed = Output.of(session, answer).printed();
                if (REFUSED.matcher(printed).find()) {
                    throw new CellFailure("the exercise's own check does not accept it:\n" + printed);
                }
            } catch (CellFailure failure) {
                throw new CellFailure(notebook.file().getFileName() + ", an answer: " + failure.getMessage());
            }
        }
    }

    /** @throws CellFailure naming each attempt that its check does not judge as it should */
    static void requireJudged(Notebook notebook, List<Attempt> attempts, Session session) {
        List<String> failures = new ArrayList<>();
        Map<Integer, Cell> exercises = notebook.exercises();
        for (Attempt attempt : attempts) {
            String check = exercises.get(attempt.exercise()).lastLine();
            try {
                String printed = Output.of(session, attempt.code() + check).printed();
                boolean refused = REFUSED.matcher(printed).find();
                if (refused == attempt.right()
                        || attempt.right() && !ACCEPTED.matcher(printed).find()) {
                    failures.add(attempt + ", by its check " + check + ":\n" + printed);
                }
            } catch (CellFailure failure) {
                failures.add(attempt + ", by its check " + check + ": " + failure.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new CellFailure(notebook.file().getFileName() + ": not judged as it should be: "
                    + String.join("\nand: ", failures));
        }
    }
}
