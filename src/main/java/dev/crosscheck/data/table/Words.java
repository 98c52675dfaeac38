package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads free text as the numbers of its words, which fall into buckets by a hash (Weinberger and others 2009): log2(1 + n) for a bucket with n words, so
 * that 1 stands for one of them. A word's bucket is the 32-bit FNV-1a hash (Fowler, Noll and Vo) of its UTF-8 bytes in lower case, modulo the number of
 * buckets, which are the features. A missing text has no words, as other texts may have none.
 */
public record Words(int width) implements Reading, Encoding {
    /** Enough for remarks of some sentences. */
    static final int USUAL = 256;

    private static final int MOST = 4096;

    /** Rows that show whether words tell anything. */
    private static final int MOST_ROWS = 20_000;

    private static final int SURE = 3;

    /** Words of all classes that are added to each. */
    private static final double PRIOR = 16;

    /** A word: an ideograph, or all letters, digits and the marks on them that follow each other. */
    public static final String WORD = "\\p{IsIdeographic}|[\\p{L}\\p{Nd}\\p{M}&&[^\\p{IsIdeographic}]]+";

    private static final Pattern WORDS = Pattern.compile(WORD);

    /** Of several scripts, with capitals, digits, marks that make words end or do not, and characters outside of the first plane. */
    private static final List<String> SAMPLES = List.of(
            ("the GOOD it's state-of-the-art 42 3.50 a_b Straße ÉCOLE e\u0301cole ΣΟΦΟΣ İstanbul नमस्ते สวัสดี 北京大学 한국어 𠮷野 😀 !?")
                    .split(" "));

    private static final int LONGEST_SAMPLE = 40;

    public Words {
        Members.whole("width", width, 1, MOST);
    }

    /** @return how many words of a text fall into each bucket */
    private int[] counts(String text) {
        int[] counts = new int[width];
        for (Matcher word = WORDS.matcher(text); word.find(); ) {
            int hash = 0x811C9DC5;
            for (byte b : word.group().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ b & 0xFF) * 0x01000193;
            }
            counts[Integer.remainderUnsigned(hash, width)]++;
        }
        return counts;
    }

    @Override
    public ToDoubleFunction<String> reader() {
        return text -> numbers().apply(text)[0];
    }

    @Override
    public Function<String, double[]> numbers() {
        return text -> IntStream.of(counts(text))
                .mapToDouble(count -> Math.log(1.0 + count) / Math.log(2))
                .toArray();
    }

    /**
     * Finds out whether the words of a column tell anything about the target: a naive Bayes classifier that knows one half of the rows must be right about
     * the other half more often than by chance. Of numbers the classes are the lower and the upper half. All classes count alike, so that a rare one is not
     * ignored: guessing is right about one of K, and a mean of K shares of right answers r has the standard error √(Σ r (1 - r)/n)/K.
     */
    static boolean tell(Column column, TargetColumn target, int... rows) {
        int[] some = Statistics.spaced(rows, MOST_ROWS);
        int count = some.length;
        int[] classes = target.someClasses(some);
        int most = IntStream.of(classes).max().orElse(0) + 1;
        int[][] counts = new int[count][];
        Words words = new Words(USUAL);
        double[][][] known = new double[2][most][USUAL];
        for (int i = 0; i < count; i++) {
            counts[i] = words.counts(column.text(some[i]));
            for (int k = 0; k < USUAL; k++) {
                known[Statistics.isInFirstHalf(i) ? 0 : 1][classes[i]][k] += counts[i][k];
            }
        }
        for (double[][] half : known) {
            logarithms(half);
        }
        int[] right = new int[most];
        int[] there = new int[most];
        for (int i = 0; i < count; i++) {
            there[classes[i]]++;
            right[classes[i]] += likeliest(known[Statistics.isInFirstHalf(i) ? 1 : 0], counts[i]) == classes[i] ? 1 : 0;
        }
        double sum = 0;
        double variance = 0;
        int present = 0;
        for (int c = 0; c < most; c++) {
            if (there[c] > 0) {
                double share = (double) right[c] / there[c];
                sum += share;
                variance += Math.max(share * (1 - share), 1.0 / there[c]) / there[c];
                present++;
            }
        }
        return sum - 1 > SURE * Math.sqrt(variance) && present > 1;
    }

    /** Turns numbers of words into logarithms of probabilities, which for a class with few words are nearly those of all classes. */
    private static void logarithms(double[][] bags) {
        double[] all = new double[USUAL];
        for (int k = 0; k < USUAL; k++) {
            all[k] = 1;
            for (double[] bag : bags) {
                all[k] += bag[k];
            }
        }
        double sum = DoubleStream.of(all).sum();
        for (double[] bag : bags) {
            double words = DoubleStream.of(bag).sum();
            for (int k = 0; k < USUAL; k++) {
                bag[k] = Math.log((bag[k] + PRIOR * all[k] / sum) / (words + PRIOR));
            }
        }
    }

    private static int likeliest(double[][] known, int... counts) {
        return Argmax.of(Stream.of(known)
                .mapToDouble(logarithms -> IntStream.range(0, counts.length)
                        .mapToDouble(k -> counts[k] * logarithms[k])
                        .reduce(0, Double::sum))
                .toArray());
    }

    @Override
    public String expected() {
        return "a text";
    }

    @Override
    public String words() {
        return Text.of("words of a text, hashed into %,d buckets", width);
    }

    /** 0 gives {@code a text}, any other number a text of random words and marks. */
    @Override
    public String write(double number) {
        if (number == 0) {
            return "a text";
        }
        SplittableRandom random = new SplittableRandom((long) number);
        return IntStream.range(0, random.nextInt(LONGEST_SAMPLE))
                .mapToObj(i -> SAMPLES.get(random.nextInt(SAMPLES.size())))
                .collect(Collectors.joining(random.nextBoolean() ? " " : ", "));
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
