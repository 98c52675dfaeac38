package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A column of texts, each kept once. */
public final class TextColumn implements Column {
    /** Stands for a missing value. */
    static final int MISSING = -1;

    /** Stands for a text that is not kept: the column has too many of them to be categories. */
    static final int OTHER = -2;

    private final String name;
    private final int missing;
    private final int[][] codes;
    private final List<String> texts;
    private final boolean complete;

    TextColumn(String name, int missing, int[][] codes, List<String> texts, boolean complete) {
        this.name = name;
        this.missing = missing;
        this.codes = codes;
        this.texts = List.copyOf(texts);
        this.complete = complete;
    }

    /** @return so many of this column's rows, all of them, then all of another one's; its texts come behind those that are known */
    TextColumn followedBy(TextColumn other, int rows, int otherRows) {
        List<String> all = new ArrayList<>(texts);
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < all.size(); place++) {
            places.put(all.get(place), place);
        }
        int[] moved = new int[other.texts.size()];
        for (int place = 0; place < moved.length; place++) {
            String text = other.texts.get(place);
            moved[place] = places.computeIfAbsent(text, unknown -> all.size());
            if (moved[place] == all.size()) {
                all.add(text);
            }
        }
        Chunks<int[]> joined = new Chunks<>(int[]::new, Integer.BYTES, Chunks.Room.unlimited());
        for (int row = 0; row < rows; row++) {
            joined.next()[joined.place()] = code(row);
        }
        for (int row = 0; row < otherRows; row++) {
            int code = other.code(row);
            joined.next()[joined.place()] = code < 0 ? code : moved[code];
        }
        return new TextColumn(
                name, missing + other.missing, joined.finished(int[][]::new), all, complete && other.complete);
    }

    /** @return the place of the row's text among {@link #texts}, or something negative */
    int code(int row) {
        return codes[row >>> Chunks.SHIFT][row & Chunks.MASK];
    }

    /** @return its different texts, in the order in which they first occur */
    public List<String> texts() {
        return texts;
    }

    /** @return whether these are all; of tens of thousands some are not kept */
    public boolean isComplete() {
        return complete;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int missing() {
        return missing;
    }

    @Override
    public boolean isMissing(int row) {
        return code(row) == MISSING;
    }

    @Override
    public String text(int row) {
        return code(row) >= 0 ? texts.get(code(row)) : "";
    }
}
