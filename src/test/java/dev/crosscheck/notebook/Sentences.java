package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What chapters 4 to 7 say of several runs holds with the seeds 1 to 5, by the notebooks' own functions. A chapter's file in
 * {@code src/test/sentences} has lines of these kinds:
 *
 * <pre>
 * Java code that lines below need;
 * a sentence of the notebook
 * a figure that shows it, an expression with {@code seed} | the least that it may be | the most | what it is with each seed
 * </pre>
 *
 * <p>They run at the end of the notebook; if the first line is {@code cells} and a pattern, by themselves with {@code -Psoak}, after the first
 * three cells with code and those in which the pattern is found.
 *
 * @param chapter the name of its notebook
 * @param cells the pattern; empty if there is none
 * @param lines the others
 */
record Sentences(String chapter, String cells, List<String> lines) {
    private static final int SEEDS = 5;

    private static final String BY_SEED = """
            double[][] bySeed(java.util.function.IntFunction<double[]> run) {
                return IntStream.rangeClosed(0, 5).mapToObj(seed -> seed == 0 ? null : run.apply(seed)).toArray(double[][]::new);
            }
            """;

    static Sentences of(String chapter) throws IOException {
        Path file = Path.of("src", "test", "sentences", chapter + ".txt");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        boolean apart = !lines.isEmpty() && lines.get(0).startsWith("cells ");
        return apart
                ? new Sentences(chapter, lines.get(0).substring(6), lines.subList(1, lines.size()))
                : new Sentences(chapter, "", lines);
    }

    /** @throws AssertionError naming the figure that is out of its bounds, or CellFailure naming what the notebook does not say */
    void require(Session session) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        session.run(BY_SEED);
        List<String> figures = new ArrayList<>();
        for (String line : lines) {
            if (line.contains(" | ")) {
                figures.add(line);
            } else if (line.endsWith(";")) {
                requireFigures(session, figures);
                session.run(line);
            } else {
                Notebook.requireSays(chapter, line);
            }
        }
        requireFigures(session, figures);
    }

    /** Those since the last line of code are one snippet, since each takes a tenth of a second. */
    private static void requireFigures(Session session, List<String> figures) {
        if (figures.isEmpty()) {
            return;
        }
        String rows = figures.stream()
                .map(line -> IntStream.rangeClosed(1, SEEDS)
                        .mapToObj(seed -> line.replaceAll(" +\\|.*", "").replaceAll("\\bseed\\b", "" + seed))
                        .collect(Collectors.joining(", ", "{", "}")))
                .collect(Collectors.joining(", "));
        double[][] values = (double[][]) session.run("new double[][] {" + rows + "}");
        for (int i = 0; i < values.length; i++) {
            String[] parts = figures.get(i).split(" +\\| +");
            double least = Double.parseDouble(parts[1]);
            double most = Double.parseDouble(parts[2]);
            long within = DoubleStream.of(values[i])
                    .filter(value -> least <= value && value <= most)
                    .count();
            assertEquals(SEEDS, within, figures.get(i) + ": " + Arrays.toString(values[i]));
        }
        figures.clear();
    }
}
