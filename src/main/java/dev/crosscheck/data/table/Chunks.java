package dev.crosscheck.data.table;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * An array that grows by chunks: nothing is copied on the way, and of a long column little is empty, where doubling would waste up to half of
 * all columns at once.
 *
 * @param <A> the type of array
 */
final class Chunks<A> {
    private static final int FIRST = 64;
    private static final int LARGEST = 1 << 16;

    private final IntFunction<A> maker;
    private final Room room;
    private final int width;
    private final List<A> chunks = new ArrayList<>();
    private int length;
    private int used;
    private int size;

    /** The memory that a table may take, counted while it is read. */
    static final class Room {
        private final long most;
        private long taken;

        /** @param most bytes */
        Room(long most) {
            this.most = most;
        }

        void take(long bytes) {
            taken += bytes;
            if (taken > most) {
                throw new Full();
            }
        }

        void give(long bytes) {
            taken -= bytes;
        }
    }

    /** There is no more room; who knows the file says so. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param maker makes an array
     * @param width bytes of an element
     */
    Chunks(IntFunction<A> maker, int width, Room room) {
        this.maker = maker;
        this.width = width;
        this.room = room;
    }

    /** The array for the next element, which belongs at {@link #place}. */
    A next() {
        if (used == length) {
            length = (int) Math.min(LARGEST, (long) FIRST << Math.min(chunks.size(), 16));
            room.take((long) length * width);
            chunks.add(maker.apply(length));
            used = 0;
        }
        return chunks.get(chunks.size() - 1);
    }

    /** Where the next element belongs; it counts as there from now on. */
    int place() {
        size++;
        return used++;
    }

    int size() {
        return size;
    }

    /** All chunks in order; the last is used in part. */
    List<A> chunks() {
        return chunks;
    }

    /** All elements in one array; the chunks are let go. */
    A joined() {
        A all = maker.apply(size);
        int from = 0;
        for (int i = 0; i < chunks.size(); i++) {
            int count = Math.min(size - from, Array.getLength(chunks.get(i)));
            System.arraycopy(chunks.get(i), 0, all, from, count);
            from += count;
            chunks.set(i, null);
        }
        return all;
    }

    /** Lets all go. */
    void clear() {
        for (A chunk : chunks) {
            room.give((long) width * Array.getLength(chunk));
        }
        chunks.clear();
    }
}
