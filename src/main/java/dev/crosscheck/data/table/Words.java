package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads free text as the numbers of its words, which fall into buckets by a hash (Weinberger and others 2009): log2(1 + n) for a bucket with n words, so
 * that 1 stands for one of them. A word's bucket is the 32-bit FNV-1a hash (Fowler, Noll and Vo) of its UTF-8 bytes in lower case, modulo the number of
 * buckets, which are the features. A missing text has no words, as other texts may have none.
 */
public record Words(int width) implements Reading, Encoding {
    /** Enough for remarks of some sentences. */
    static final int USUAL = 256;

    private static final int MOST = 4096;

    /** A word: an ideograph, or all letters, digits and the marks on them that follow each other. */
    public static final String WORD = "\\p{IsIdeographic}|[\\p{L}\\p{Nd}\\p{M}&&[^\\p{IsIdeographic}]]+";

    private static final Pattern WORDS = Pattern.compile(WORD);

    public Words {
        Members.whole("width", width, 1, MOST);
    }

    @Override
    public ToDoubleFunction<String> reader() {
        return text -> numbers().apply(text)[0];
    }

    @Override
    public Function<String, double[]> numbers() {
        return text -> {
            double[] buckets = new double[width];
            for (Matcher word = WORDS.matcher(text); word.find(); ) {
                int hash = 0x811C9DC5;
                for (byte b : word.group().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
                    hash = (hash ^ b & 0xFF) * 0x01000193;
                }
                buckets[Integer.remainderUnsigned(hash, width)]++;
            }
            for (int k = 0; k < width; k++) {
                buckets[k] = Math.log(1 + buckets[k]) / Math.log(2);
            }
            return buckets;
        };
    }

    @Override
    public String expected() {
        return "a text";
    }

    @Override
    public String words() {
        return String.format(Locale.ROOT, "words of a text, hashed into %,d buckets", width);
    }

    @Override
    public String write(double number) {
        return number == 0 ? "a text" : "a text with the number " + Decimal.text(number);
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

    @Override
    public String java(UnaryOperator<String> literal) {
        return "words(cell, " + width + ")";
    }
}
