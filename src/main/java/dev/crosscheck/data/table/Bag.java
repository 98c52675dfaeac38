package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.List;
import java.util.stream.IntStream;

/** The words of a text as they are read, a feature for each bucket. */
public record Bag(int width) implements Encoding {
    public Bag {
        Members.whole("width", width, 1, Preprocessing.MOST_FEATURES);
    }

    @Override
    public Expression features() {
        Expression cell = new Expression.Cell(width);
        return cell.with(Expression.Function.MISSING).choose(Expression.of(0), cell);
    }

    @Override
    public List<String> names(String column, List<String> texts) {
        return IntStream.rangeClosed(1, width)
                .mapToObj(bucket -> column + ": words " + bucket)
                .toList();
    }

    /** A missing text has no words, as other texts may have none. */
    @Override
    public boolean trainsMissing() {
        return true;
    }

    @Override
    public String kind() {
        return "text";
    }

    @Override
    public String instead() {
        return "it has no words";
    }

    @Override
    public double number(double share) {
        return 1 + Math.floor(1000 * share);
    }
}
