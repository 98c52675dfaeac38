package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * An array that grows by chunks of {@value #LENGTH}: only the first of them is copied as it grows, and of a long column little is empty, where
 * doubling would waste up to half of all columns at once. The chunks stay what the array is, since joining them would take the memory twice.
 *
 * @param <A> the type of array
 */
final class Chunks<A> {
    /** An element's place is {@code chunks[i >>> SHIFT][i & MASK]}. */
    static final int SHIFT = 16;

    static final int LENGTH = 1 << SHIFT;
    static final int MASK = LENGTH - 1;

    private static final int FIRST = 64;

    private final IntFunction<A> maker;
    private final Room room;
    private final int width;
    private final List<A> chunks = new ArrayList<>();
    private A last;
    private int length;
    private int size;

    /** The memory that a table may take, counted while it is read. */
    static final class Room {
        private final long most;
        private long taken;

        /** @param most bytes */
        Room(long most) {
            this.most = most;
        }

        /** For what was counted when it was read. */
        static Room unlimited() {
            return new Room(Long.MAX_VALUE);
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
        if (size == length) {
            grow();
        }
        return last;
    }

    private void grow() {
        if (length < LENGTH) {
            A before = last;
            add(length == 0 ? FIRST : length);
            if (before != null) {
                System.arraycopy(before, 0, last, 0, size);
                chunks.remove(0);
            }
        } else {
            add(LENGTH);
        }
    }

    /** Adds a chunk that makes room for so many more. */
    private void add(int more) {
        room.take((long) more * width);
        length += more;
        last = maker.apply(Math.min(length, LENGTH));
        chunks.add(last);
    }

    /** Where the next element belongs; it counts as there from now on. */
    int place() {
        return size++ & MASK;
    }

    int size() {
        return size;
    }

    /** All chunks in order; the last is used in part. */
    List<A> chunks() {
        return chunks;
    }

    /** All elements, after the last of them: as chunks of which none is longer than what is in it. */
    A[] finished(IntFunction<A[]> several) {
        if (size < length) {
            int used = size - (chunks.size() - 1) * LENGTH;
            A all = maker.apply(used);
            System.arraycopy(last, 0, all, 0, used);
            chunks.set(chunks.size() - 1, all);
        }
        return chunks.toArray(several);
    }

    /** Lets all go. */
    void clear() {
        room.give((long) width * length);
        chunks.clear();
        last = null;
        length = 0;
        size = 0;
    }
}
