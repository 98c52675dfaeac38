package dev.crosscheck.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs a notebook's cells from the first to the last against the classes of this build, and after them the answers of its exercises
 * and the {@link Attempt}s at them. The exercises' own checks must accept the answers and the right attempts, and refuse the wrong ones.
 * Then its {@link Sentences}.
 */
final class NotebookRun {
    /** What the notebooks' checks print of a wrong number, and of a wrong gradient such as dW1. */
    private static final Pattern REFUSED = Pattern.compile("(?m)\\bnot yet\\b|^d\\w+ +is off by");

    /** What they print of a right one. */
    private static final Pattern ACCEPTED = Pattern.compile("\\bright\\b");

    /** A line between the answers of two attempts. */
    private static final String END = "-- end of an attempt --";

    private NotebookRun() {}

    /**
     * Runs a notebook and compares each output with the saved one.
     *
     * @throws CellFailure naming the notebook, the cell and what is wrong
     */
    static void check(Notebook notebook, Session session) throws IOException {
        run(notebook, session, (cell, output, count) -> {
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
    static void refresh(Notebook notebook, Notebook before, Session session) throws IOException {
        List<Cell> saved = before.codeCells();
        run(notebook, session, (cell, output, count) -> {
            Cell old = count <= saved.size() ? saved.get(count - 1) : cell;
            boolean kept = cell.isTiming() && old.isTiming() && output.sameKinds(old.saved());
            cell.save(kept ? old.saved() : output, count);
        });
        notebook.write();
    }

    private interface OutputHandler {
        void accept(Cell cell, Output output, int count);
    }

    private static void run(Notebook notebook, Session session, OutputHandler handler) throws IOException {
        String name = notebook.file().getFileName().toString();
        List<Cell> cells = notebook.codeCells();
        if (cells.isEmpty()) {
            throw new CellFailure(notebook.file() + " has no cell to run");
        }
        int count = 1;
        for (Cell cell : cells) {
            try {
                handler.accept(cell, Output.of(session, cell.source()), count);
            } catch (CellFailure failure) {
                throw new CellFailure(name + ", code cell " + count + ": " + failure.getMessage());
            }
            count++;
        }
        requireAnswersRun(notebook, session);
        requireJudged(notebook, Attempt.of(notebook), session);
        Sentences sentences = Sentences.of(name.replace(".ipynb", ""));
        if (sentences.cells().isEmpty()) {
            sentences.require(session);
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
        String[] answers = answers(notebook, attempts, session);
        for (int i = 0; i < attempts.size(); i++) {
            boolean refused = REFUSED.matcher(answers[i]).find();
            boolean accepted = !refused && ACCEPTED.matcher(answers[i]).find();
            if (!(attempts.get(i).right() ? accepted : refused)) {
                failures.add(attempts.get(i) + ":\n" + answers[i]);
            }
        }
        if (!failures.isEmpty()) {
            throw new CellFailure(notebook.file().getFileName() + ": not judged as it should be: "
                    + String.join("\nand: ", failures));
        }
    }

    /**
     * Compiles the attempts together, which takes a tenth of the time: each cell becomes a class, and each attempt at it a class that overrides
     * the stub.
     *
     * @return what their checks print, or how they fail
     */
    private static String[] answers(Notebook notebook, List<Attempt> attempts, Session session) {
        Map<Integer, Cell> exercises = notebook.exercises();
        StringBuilder source = new StringBuilder("class Attempts {\n");
        exercises.forEach((number, cell) -> source.append("static class Exercise" + number + " {\n"
                + cell.source().strip().replaceFirst("\\R?.*$", "") + "\n}\n"));
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get(i);
            String exercise = "Exercise" + attempt.exercise();
            source.append("static class Attempt" + i + " extends " + exercise + " {\n" + attempt.code() + "}\n");
            String call = exercises.get(attempt.exercise()).lastLine();
            calls.append("try {\n((" + exercise + ") new Attempt" + i + "())." + call
                    + "\n} catch (RuntimeException e) {\nSystem.out.println(e);\n}\nSystem.out.println(\"" + END
                    + "\");\n");
        }
        session.run(source + "static void run() {\n" + calls + "}\n}\n");
        return Output.of(session, "Attempts.run();\n").printed().split("(?m)^" + END + "$", -1);
    }
}
