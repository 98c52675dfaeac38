package dev.crosscheck.using.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A card as Markdown, line by line, with the parts that all cards have. */
final class CardText {
    /** What Markdown, or HTML in it, would take for more than a character. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>|#!~&]");

    private final StringBuilder text = new StringBuilder();

    /** @return all that was written */
    String text() {
        return text.toString();
    }

    void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    void heading(String title) {
        line("");
        line("## %s", title);
        line("");
    }

    private void entry(String name, String value) {
        line("- %s: %s", name, value);
    }

    void digests(Map<String, String> sha256) {
        sha256.forEach((name, digest) -> line("- `%s`: `%s`", name, digest));
    }

    /** @return a name that is shown as it is, whatever Markdown would make of it */
    static String literal(String name) {
        return MARKUP.matcher(name).replaceAll("\\\\$0");
    }

    static String dashed(List<Integer> sizes) {
        List<String> words = new ArrayList<>();
        sizes.forEach(size -> words.add(size.toString()));
        return String.join("-", words);
    }

    /** Where the model comes from. @param sameData whether it was trained on the data whose digests are above */
    void training(Provenance training, boolean sameData) {
        heading("Training");
        line("Source: %s.", training.note());
        line("");
        if (training.seed() == null) {
            entry("seed", "unknown");
        }
        training.run().forEach(this::entry);
        training.configuration().forEach(this::entry);
        training.environment().forEach(this::entry);
        if (!training.dataSha256().isEmpty()) {
            line("- data: %s", sameData ? "the files above" : "other files than those above, with these SHA-256:");
            if (!sameData) {
                line("");
                digests(training.dataSha256());
            }
        }
    }

    /**
     * How the files were checked.
     *
     * @param how in a sentence
     * @param measure what differences are of
     * @param tested how many examples there were
     */
    void files(String how, String measure, int tested, List<ExportedFile> files) {
        heading("Files");
        line("%s", how);
        line("");
        line("| file | bytes | run by | same answers | %s | allowed |", measure);
        line("|---|---|---|---|---|---|");
        for (ExportedFile file : files) {
            FileVerification v = file.verification();
            if (v.agrees() == null) {
                line("| `%s` | %,d | NOT RUN: %s | | | |", file.file(), file.bytes(), v.notRun());
            } else {
                line(
                        "| `%s` | %,d | %s | %,d of %,d | %.1e | %.1e |",
                        file.file(),
                        file.bytes(),
                        v.runBy(),
                        v.sameAnswers(),
                        tested,
                        v.largestLogitDifference(),
                        v.tolerance());
            }
        }
    }

    void digestsAndVersions(ModelCard.Model model, List<ExportedFile> files, Map<String, String> versions) {
        heading("Digests (SHA-256)");
        line("- the model that was exported: `%s`", model.sha256());
        line("- its parameters, as little-endian floats, array after array: `%s`", model.parametersSha256());
        files.forEach(file -> line("- `%s`: `%s`", file.file(), file.sha256()));
        heading("Versions");
        versions.forEach(this::entry);
    }
}
