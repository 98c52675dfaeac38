package dev.crosscheck.data.table;

import java.util.List;

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
