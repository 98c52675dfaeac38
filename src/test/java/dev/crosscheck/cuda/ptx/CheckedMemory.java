package dev.crosscheck.cuda.ptx;

import java.util.Arrays;

/**
 * Memory of which every access is checked: within bounds, aligned, written before it is read, and in no race with another thread.
 *
 * <p>Two accesses to a word are a race if one of them writes and nothing orders them: they are of different threads of a block with no
 * barrier between them, or of different blocks of a launch. A {@link Stamp} says who accesses when.
 */
final class CheckedMemory {
    private static final int PAGE =
            10; // words of a page, as a power of two: who accessed is kept for pages that are used
    private static final int SEVERAL = 0xffff; // in the place of a thread's number
    private static final int ALL = 0xf; // all bytes of a word

    private final String name;
    private final boolean global;
    private final int bytes;
    private final int[] words;
    private final byte[] known; // by word: a bit for each byte that was written
    private final Page[] pages;

    /** Who accessed the words of a page, as {@link Stamp#now}: for each word three numbers, next to each other for speed. */
    private static final class Page {
        private static final int WRITER = 0;
        private static final int READER = 1; // the last, or SEVERAL between the same barriers
        private static final int FIRST_READER = 2; // of the launch
        private static final int SIZE = 3;

        private final long[] stamps = new long[SIZE << PAGE];
    }

    /** Who accesses memory: the interval between two barriers, of all intervals ever, and the thread. */
    static final class Stamp {
        private long interval = 1;
        private long now;
        private long block; // of the first interval of the block
        private long launch; // of the first interval of the launch

        void beginLaunch() {
            launch = ++interval << 16;
        }

        void beginBlock() {
            block = ++interval << 16;
        }

        void barrier() {
            interval++;
        }

        /** Says which thread of the block is next to access memory. */
        void thread(int thread) {
            now = interval << 16 | thread;
        }

        int thread() {
            return (int) now & 0xffff;
        }
    }

    /**
     * Memory of one block.
     *
     * @param name for messages
     * @param bytes its size, at least 1
     */
    CheckedMemory(String name, int bytes) {
        this(name, bytes, false);
    }

    private CheckedMemory(String name, int bytes, boolean global) {
        int count = (bytes - 1) / Integer.BYTES + 1;
        this.name = name;
        this.global = global;
        this.bytes = bytes;
        this.words = new int[count];
        this.known = new byte[count];
        this.pages = new Page[(count - 1 >> PAGE) + 1];
    }

    /** Memory of all blocks. */
    static CheckedMemory global(String name, int bytes) {
        return new CheckedMemory(name, bytes, true);
    }

    /** Forgets what was written. */
    void forget() {
        Arrays.fill(known, (byte) 0);
    }

    /** Reads an aligned word. */
    int read(long at, Stamp by) {
        int word = checked(at, Integer.BYTES);
        if (known[word] != ALL) {
            throw PtxFault.uninitialised("reads byte " + at + " of " + name + ", which nothing has written");
        }
        noteRead(word, by);
        return words[word];
    }

    /** Reads a byte, unsigned. */
    int readByte(long at, Stamp by) {
        int word = checked(at, 1);
        if ((known[word] >> (at & 3) & 1) == 0) {
            throw PtxFault.uninitialised("reads byte " + at + " of " + name + ", which nothing has written");
        }
        noteRead(word, by);
        return words[word] >>> ((at & 3) << 3) & 0xff;
    }

    /** Writes an aligned word. */
    void write(long at, int value, Stamp by) {
        int word = checked(at, Integer.BYTES);
        noteWrite(word, by);
        words[word] = value;
        known[word] = ALL;
    }

    /**
     * Checks that an access is aligned to its whole size, a power of two.
     *
     * @param address where it begins, of which only the last bits matter
     * @param at where that is in this memory
     */
    void requireAligned(long address, long at, int size) {
        if ((address & size - 1) != 0) {
            throw new PtxFault(
                    "CUDA_ERROR_MISALIGNED_ADDRESS", "accesses " + size + " bytes from byte " + at + " of " + name);
        }
    }

    private int checked(long at, int size) {
        if (at < 0 || at > bytes - size) {
            throw PtxFault.illegalAddress("accesses byte " + at + " of " + name + ", which has " + bytes);
        }
        return (int) (at >>> 2);
    }

    private long[] stamps(int word) {
        Page page = pages[word >>> PAGE];
        if (page == null) {
            page = new Page();
            pages[word >>> PAGE] = page;
        }
        return page.stamps;
    }

    private void noteRead(int word, Stamp by) {
        long[] stamps = stamps(word);
        int at = Page.SIZE * (word & (1 << PAGE) - 1);
        if (unordered(stamps[at + Page.WRITER], by)) {
            throw race(word, stamps[at + Page.WRITER], "writes", "reads", by);
        }
        long reader = stamps[at + Page.READER];
        stamps[at + Page.READER] = reader >>> 16 == by.now >>> 16 && reader != by.now ? by.now | SEVERAL : by.now;
        if (global && stamps[at + Page.FIRST_READER] < by.launch) {
            stamps[at + Page.FIRST_READER] = by.now;
        }
    }

    /** Notes that other threads of the warp read a word that the one of the stamp has read. */
    void noteSeveral(long at, Stamp by) {
        int word = (int) (at >>> 2);
        long[] stamps = stamps(word);
        int slot = Page.SIZE * (word & (1 << PAGE) - 1);
        if (stamps[slot + Page.WRITER] >>> 16 == by.now >>> 16) {
            throw race(word, stamps[slot + Page.WRITER], "writes", "reads", by);
        }
        stamps[slot + Page.READER] |= SEVERAL;
    }

    private void noteWrite(int word, Stamp by) {
        long[] stamps = stamps(word);
        int at = Page.SIZE * (word & (1 << PAGE) - 1);
        if (unordered(stamps[at + Page.WRITER], by)) {
            throw race(word, stamps[at + Page.WRITER], "writes", "writes", by);
        }
        if (unordered(stamps[at + Page.READER], by)) {
            throw race(word, stamps[at + Page.READER], "reads", "writes", by);
        }
        long first = stamps[at + Page.FIRST_READER];
        if (global && first >= by.launch && first < by.block) {
            throw race(word, first, "reads", "writes", by);
        }
        stamps[at + Page.WRITER] = by.now;
    }

    /** Whether an earlier access by another thread has no barrier and no end of a launch between it and this one. */
    private boolean unordered(long earlier, Stamp by) {
        return earlier >= since(by) && (earlier >>> 16 == by.now >>> 16 ? earlier != by.now : earlier < by.block);
    }

    /** From when on accesses matter. Each block finds shared memory as new. */
    private long since(Stamp by) {
        return global ? by.launch : by.block;
    }

    private PtxFault race(int word, long earlier, String before, String now, Stamp by) {
        String other = earlier < by.block
                ? "a thread of another block"
                : (earlier & SEVERAL) == SEVERAL ? "another thread" : "thread " + (earlier & SEVERAL);
        return PtxFault.race(now + " byte " + 4L * word + " of " + name + ", which " + other + " " + before
                + " with no barrier between them");
    }

    /** Writes from the host. */
    void set(int at, byte value) {
        int shift = (at & 3) << 3;
        int word = at >>> 2;
        words[word] = words[word] & ~(0xff << shift) | (value & 0xff) << shift;
        known[word] |= (byte) (1 << (at & 3));
    }

    /** Reads from the host. */
    byte get(int at) {
        if ((known[at >>> 2] >> (at & 3) & 1) == 0) {
            throw PtxFault.uninitialised(
                    "copies byte " + at + " of " + name + ", which nothing has written, to the host");
        }
        return (byte) (words[at >>> 2] >>> ((at & 3) << 3));
    }
}
