package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A column of free text, as the numbers of words in buckets; the texts are not kept. Only buckets with words take memory. No text is missing. */
public final class WordsColumn implements Column {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final String name;
    private final WordsForm form;

    /** For each row the number of entries up to its end. */
    private final int[] ends;

    /** For each entry its bucket; those of a row rise. */
    private final int[] buckets;

    /** For each entry the number of words in its bucket. */
    private final int[] counts;

    private final List<NumberColumn> parts;

    private WordsColumn(String name, WordsForm form, int[] ends, int[] buckets, int... counts) {
        this.name = name;
        this.form = form;
        this.ends = ends;
        this.buckets = buckets;
        this.counts = counts;
        List<CellForm.Part> all = form.parts();
        this.parts = IntStream.range(0, form.inputs())
                .mapToObj(bucket -> new NumberColumn(all.get(bucket).of(name), ends.length, row -> value(row, bucket)))
                .toList();
    }

    /** Collects the texts of a column. */
    static final class Builder {
        private static final int FIRST_CAPACITY = 64;

        private final String name;
        private final WordsForm form;
        private final LongConsumer memory;
        private int[] ends = new int[FIRST_CAPACITY];
        private int[] buckets = new int[FIRST_CAPACITY];
        private int[] counts = new int[FIRST_CAPACITY];
        private int rows;
        private int entries;

        /** @param memory receives the bytes that each text takes */
        Builder(String name, WordsForm form, LongConsumer memory) {
            this.name = name;
            this.form = form;
            this.memory = memory;
        }

        /** Adds a text; an empty one has no words. */
        void add(String text) {
            int before = entries;
            int[] found = form.counts(text);
            for (int bucket = 0; bucket < found.length; bucket++) {
                if (found[bucket] > 0) {
                    buckets = withRoom(buckets, entries);
                    counts = withRoom(counts, entries);
                    buckets[entries] = bucket;
                    counts[entries++] = found[bucket];
                }
            }
            ends = withRoom(ends, rows);
            ends[rows++] = entries;
            memory.accept(Integer.BYTES * (1L + 2L * (entries - before)));
        }

        private static int[] withRoom(int[] array, int used) {
            return used < array.length ? array : Arrays.copyOf(array, ColumnBuilder.larger(used));
        }

        /** @return the column, after its last text */
        WordsColumn column() {
            return new WordsColumn(
                    name,
                    form,
                    Arrays.copyOf(ends, rows),
                    Arrays.copyOf(buckets, entries),
                    Arrays.copyOf(counts, entries));
        }
    }

    /** @return this column with the rows of another one appended */
    WordsColumn followedBy(WordsColumn other) {
        IntStream more = IntStream.of(other.ends).map(end -> buckets.length + end);
        return new WordsColumn(
                name,
                form,
                IntStream.concat(IntStream.of(ends), more).toArray(),
                IntStream.concat(IntStream.of(buckets), IntStream.of(other.buckets))
                        .toArray(),
                IntStream.concat(IntStream.of(counts), IntStream.of(other.counts))
                        .toArray());
    }

    private int begin(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    private double value(int row, int bucket) {
        int entry = Arrays.binarySearch(buckets, begin(row), ends[row], bucket);
        return WordsForm.value(entry < 0 ? 0 : counts[entry]);
    }

    /** @return the number of words of a row */
    int words(int row) {
        return IntStream.range(begin(row), ends[row])
                .map(entry -> counts[entry])
                .sum();
    }

    /** @return a hash of 64 bits: rows with the same one have the same numbers, since others get the same by less than a chance in billions */
    long hash(int row) {
        long hash = 1;
        for (int entry = begin(row); entry < ends[row]; entry++) {
            hash = MULTIPLIER * (hash ^ hash >>> Integer.SIZE ^ (long) counts[entry] << Integer.SIZE ^ buckets[entry]);
        }
        return hash;
    }

    @Override
    public List<NumberColumn> parts() {
        return parts;
    }

    @Override
    public WordsForm form() {
        return form;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int missing() {
        return 0;
    }

    @Override
    public boolean isMissing(int row) {
        return false;
    }

    /** @return the parts with words and their numbers of words, since the text is not kept: {@code words 17: 2, words 103: 1} */
    @Override
    public String text(int row) {
        List<CellForm.Part> all = form.parts();
        return IntStream.range(begin(row), ends[row])
                .mapToObj(entry -> all.get(buckets[entry]).words() + ": " + counts[entry])
                .collect(Collectors.joining(", "));
    }
}
