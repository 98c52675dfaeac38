package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a category as its index among those of the training part, and an unknown one as -1.
 *
 * @param texts the categories, sorted
 * @param rest the category for all others, also those that do not occur in the training part; null if all have features of their own
 */
public record Texts(List<String> texts, @Nullable String rest) implements Reading {
    /** More values are hardly categories, and each needs a feature. */
    static final int MOST = 1000;

    /** In characters; longer texts are prose. */
    static final int LONGEST = 1000;

    /** The number of an unknown category. */
    static final int UNKNOWN = -1;

    public Texts {
        texts = List.copyOf(texts);
        check("texts", texts, 1, MOST);
        for (int i = 1; i < texts.size(); i++) {
            boolean rises = texts.get(i - 1).compareTo(texts.get(i)) < 0;
            Members.require("texts/" + i, rises, "sorted categories, each once", texts.get(i));
        }
        if (rest != null) {
            Members.require("rest", texts.contains(rest), "one of the categories", rest);
        }
    }

    static void check(String member, List<String> texts, int least, int most) {
        Members.size(member, texts.size(), least, most);
        for (int i = 0; i < texts.size(); i++) {
            Members.length(member + "/" + i, texts.get(i), 1, LONGEST);
        }
    }

    @Override
    public ToDoubleFunction<String> reader() {
        int others = rest == null ? UNKNOWN : Collections.binarySearch(texts, rest);
        return cell -> {
            int index = Collections.binarySearch(texts, cell);
            return index < 0 ? others : index;
        };
    }

    @Override
    public String expected() {
        return "a category";
    }

    @Override
    public String words() {
        return rest == null ? "" : "rare ones are \"" + rest + "\"";
    }

    @Override
    public String write(double number) {
        return texts.get((int) number);
    }

    @Override
    public String java(UnaryOperator<String> literal) {
        String others = rest == null ? "null" : literal.apply(rest);
        return texts.stream().map(literal).collect(Collectors.joining(", ", "index(cell, " + others + ", ", ")"));
    }
}
