package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** One scan of a JPEG: blocks of one component, or of several in turn, in full (T.81, F.2) or a part of their bits (T.81, G.2). */
final class JpegScan {
    private static final int[] ZIGZAG = JpegDecoder.ZIGZAG;
    private static final int LAST = JpegFrame.BLOCK - 1;
    private static final int LONGEST_NUMBER = 15;
    private static final int RESTARTS = 8;
    private static final int HIGHEST_BIT = 13;

    private final JpegFrame frame;
    private final List<JpegComponent> components;
    private final JpegBits bits;
    private final JpegBits.Table[] dc; // of each component
    private final JpegBits.Table[] ac;
    private final int restartEvery;
    private final int first;
    private final int last;
    private final boolean refines;
    private final int bit;
    private final int[] levels;
    private int untilRestart;
    private int restarts;
    private int emptyBlocks;

    /**
     * @param header what is left of the scan's header behind its components
     * @param tables where its tables of codes are
     */
    JpegScan(
            JpegFrame frame,
            List<JpegComponent> components,
            JpegBits bits,
            ByteBuffer header,
            JpegDecoder tables,
            int restartEvery) {
        this.frame = frame;
        this.components = components;
        this.bits = bits;
        this.restartEvery = restartEvery;
        untilRestart = restartEvery;
        levels = new int[components.size()];
        first = header.get();
        last = header.get();
        int places = header.get();
        refines = places >> 4 != 0;
        bit = places & 15;
        boolean ofDc = first == 0 && last == 0;
        boolean ofAc = first > 0 && last >= first && last <= LAST && components.size() == 1;
        if (frame.progressive() && !(ofDc || ofAc) || bit > HIGHEST_BIT) {
            throw BadPicture.damaged("the part of a scan");
        }
        dc = new JpegBits.Table[levels.length];
        ac = new JpegBits.Table[levels.length];
        for (int i = 0; i < levels.length; i++) {
            dc[i] = !frame.progressive() || first == 0 && !refines ? tables.dc(components.get(i)) : null;
            ac[i] = !frame.progressive() || first > 0 ? tables.ac(components.get(i)) : null;
        }
    }

    void decode(DecodingTime time) {
        boolean alone = components.size() == 1;
        JpegComponent only = components.get(0);
        int rows = alone ? only.blocksDown() : frame.groupsDown();
        int columns = alone ? only.blocksAcross() : frame.groupsAcross();
        for (int row = 0; row < rows; row++) {
            time.check();
            for (int column = 0; column < columns; column++) {
                restartIfDue();
                if (alone) {
                    readBlock(0, row, column);
                } else {
                    readGroup(row, column);
                }
            }
            if (!frame.progressive()) {
                draw(row, alone);
            }
        }
    }

    private void restartIfDue() {
        if (restartEvery == 0) {
            return;
        }
        if (untilRestart == 0) {
            bits.restart(restarts++ % RESTARTS);
            Arrays.fill(levels, 0);
            emptyBlocks = 0;
            untilRestart = restartEvery;
        }
        untilRestart--;
    }

    private void readGroup(int row, int column) {
        for (int i = 0; i < levels.length; i++) {
            int across = components.get(i).across();
            int down = components.get(i).down();
            for (int k = 0; k < across * down; k++) {
                readBlock(i, row * down + k / across, column * across + k % across);
            }
        }
    }

    private void draw(int row, boolean alone) {
        for (JpegComponent component : components) {
            int rows = alone ? 1 : component.down();
            for (int i = 0; component.wanted() && i < rows; i++) {
                component.draw(row * rows + i);
            }
            component.clear();
        }
    }

    private void readBlock(int index, int row, int column) {
        JpegComponent component = components.get(index);
        short[] block = component.coefficients();
        int at = component.offset(row, column);
        if (!frame.progressive()) {
            readDc(block, at, index, 0);
            readAc(block, at, ac[index]);
        } else if (first == 0 && refines) {
            block[at] |= (short) (bits.number(1) << bit);
        } else if (first == 0) {
            readDc(block, at, index, bit);
        } else if (refines) {
            refineAc(block, at, ac[index]);
        } else {
            readSomeAc(block, at, ac[index]);
        }
    }

    private int length(int value) {
        if (value > LONGEST_NUMBER) {
            throw BadPicture.damaged("a number that is too long");
        }
        return value;
    }

    private void readDc(short[] block, int at, int index, int shift) {
        int length = length(bits.value(dc[index]));
        levels[index] += bits.signed(length);
        block[at] = (short) (levels[index] << shift);
    }

    private void readAc(short[] block, int at, JpegBits.Table table) {
        for (int k = 1; k <= LAST; k++) {
            int value = bits.value(table);
            int length = value & 15;
            if (length == 0 && value >> 4 != 15) {
                return;
            }
            k += value >> 4;
            put(block, at, k, length == 0 ? 0 : bits.signed(length));
        }
    }

    private static void put(short[] block, int at, int k, int value) {
        if (value == 0) {
            return;
        }
        if (k > LAST) {
            throw BadPicture.damaged("a block with too many numbers");
        }
        block[at + ZIGZAG[k]] = (short) value;
    }

    private void readSomeAc(short[] block, int at, JpegBits.Table table) {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return;
        }
        for (int k = first; k <= last; k++) {
            int value = bits.value(table);
            int length = value & 15;
            int run = value >> 4;
            if (length == 0 && run != 15) {
                emptyBlocks = (1 << run) - 1 + bits.number(run);
                return;
            }
            k += run;
            put(block, at, k, length == 0 ? 0 : bits.signed(length) << bit);
        }
    }

    private void refineAc(short[] block, int at, JpegBits.Table table) {
        int k = first;
        while (emptyBlocks == 0 && k <= last) {
            int value = bits.value(table);
            int run = value >> 4;
            int made = 0;
            if ((value & 15) != 0) {
                made = bits.number(1) != 0 ? 1 << bit : -1 << bit;
            } else if (run != 15) {
                emptyBlocks = (1 << run) + bits.number(run);
                break;
            }
            k = refine(block, at, k, run);
            put(block, at, k, made);
            k++;
        }
        if (emptyBlocks > 0) {
            refine(block, at, k, JpegFrame.BLOCK);
            emptyBlocks--;
        }
    }

    /** Adds a bit to all numbers up to the end of a run of so many zeros, or of the scan's part. @return where that is */
    private int refine(short[] block, int at, int from, int zeros) {
        int left = zeros;
        for (int k = from; k <= last; k++) {
            int place = at + ZIGZAG[k];
            if (block[place] == 0) {
                if (left-- == 0) {
                    return k;
                }
            } else if (bits.number(1) != 0 && (block[place] & 1 << bit) == 0) {
                block[place] += (short) (block[place] > 0 ? 1 << bit : -1 << bit);
            }
        }
        return last + 1;
    }
}
