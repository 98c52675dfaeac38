package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Free text, of which a network is given how many words fall into each of some buckets: the hashing trick (Weinberger and others, 2009). The bucket
 * of a word is the FNV-1a hash, of 32 bits without a sign, of its UTF-8 bytes in lower case, modulo the number of buckets. The number for a bucket
 * with n words is ln(1 + n). A missing text has no words.
 *
 * @param inputs the number of buckets
 */
public record WordsForm(int inputs) implements CellForm {
    /** The number of buckets if none is given. */
    public static final int USUAL = 256;

    /** Maximum number of buckets. */
    public static final int MOST = 4096;

    /** A word: an ideograph, or all letters, digits and the marks on them that follow each other. */
    public static final String WORD = "\\p{IsIdeographic}|[\\p{L}\\p{Nd}\\p{M}&&[^\\p{IsIdeographic}]]+";

    private static final Pattern WORDS = Pattern.compile(WORD);
    private static final int OFFSET_BASIS = 0x811C9DC5;
    private static final int PRIME = 0x01000193;

    /** A bucket, counted from 0. */
    private record Bucket(int index) implements Part {
        @Override
        public String words() {
            return "words " + (index + 1);
        }
    }

    /** A text, and how many of its words fall into each bucket. */
    private record Counted(String text, int... counts) {}

    /** @throws Members.Unfit if the number of buckets is out of range */
    public WordsForm {
        Members.whole("inputs", inputs, 1, MOST);
    }

    /** @return the number of buckets of all texts among some forms */
    static long buckets(Map<String, ? extends CellForm> forms) {
        return forms.values().stream()
                .mapToLong(form -> form instanceof WordsForm words ? words.inputs() : 0)
                .sum();
    }

    /** @return how many words of a text fall into each bucket */
    int[] counts(String text) {
        int[] counts = new int[inputs];
        for (Matcher word = WORDS.matcher(text); word.find(); ) {
            counts[Integer.remainderUnsigned(hash(word.group().toLowerCase(Locale.ROOT)), inputs)]++;
        }
        return counts;
    }

    /** @return the FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo) */
    static int hash(String word) {
        int hash = OFFSET_BASIS;
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xFF) * PRIME;
        }
        return hash;
    }

    /** @return the number for a bucket with so many words */
    static double value(int count) {
        return Math.log1p(count);
    }

    @Override
    public List<Part> parts() {
        return IntStream.range(0, inputs).<Part>mapToObj(Bucket::new).toList();
    }

    /** The words of a text are counted once for all parts that are read one after the other. */
    @Override
    public Function<Part, ToDoubleFunction<String>> readers() {
        AtomicReference<Counted> last = new AtomicReference<>(new Counted("", new int[inputs]));
        return part -> cell -> {
            Counted counted = last.get();
            if (!counted.text().equals(cell)) {
                counted = new Counted(cell, counts(cell));
                last.set(counted);
            }
            return value(counted.counts()[((Bucket) part).index()]);
        };
    }

    @Override
    public double missing() {
        return 0;
    }

    @Override
    public String expected() {
        return "a text";
    }

    @Override
    public String words() {
        return String.format(
                Locale.ROOT, "words of a text, hashed into %,d %s", inputs, inputs == 1 ? "bucket" : "buckets");
    }
}
