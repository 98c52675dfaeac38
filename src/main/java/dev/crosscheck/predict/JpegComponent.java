package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One of a JPEG's components: its blocks of coefficients, and the pixels that are kept of it. */
final class JpegComponent {
    private static final int MOST_FACTOR = 4; // T.81, B.2.2
    private static final int TABLES = 4;
    private static final int SIDE = JpegFrame.SIDE;
    private static final int BLOCK = JpegFrame.BLOCK;

    private final int id;
    private final int across;
    private final int down;
    private final int divisorsUsed;
    private boolean wanted;
    private int blocksAcross;
    private int blocksDown;
    private int stride;
    private int rowsStored;
    private int widest;
    private int highest;
    private final InverseCosine cosine = new InverseCosine();
    private PictureSize size;
    private int tables;
    private int[] divisors;
    private short[] coefficients;
    private byte[] strip;
    private byte[] levels;
    private int nextRow;

    JpegComponent(ByteBuffer header) {
        id = header.get();
        int factors = header.get();
        across = factors >> 4 & 15;
        down = factors & 15;
        divisorsUsed = header.get();
        boolean inRange = Math.min(across, down) >= 1 && Math.max(across, down) <= MOST_FACTOR;
        if (!inRange || divisorsUsed < 0 || divisorsUsed >= TABLES) {
            throw BadPicture.damaged("its components");
        }
    }

    void measure(JpegFrame frame, int mostAcross, int mostDown, boolean isWanted) {
        widest = mostAcross;
        highest = mostDown;
        wanted = isWanted;
        size = frame.size();
        int width = (size.width() * across + widest - 1) / widest;
        int height = (size.height() * down + highest - 1) / highest;
        blocksAcross = (width + SIDE - 1) / SIDE;
        blocksDown = (height + SIDE - 1) / SIDE;
        stride = frame.groupsAcross() * across;
        rowsStored = frame.progressive() ? frame.groupsDown() * down : down;
    }

    int id() {
        return id;
    }

    /** @return how many of its blocks lie side by side in a group of all components */
    int across() {
        return across;
    }

    /** @return how many of its blocks lie one below the other in a group */
    int down() {
        return down;
    }

    boolean wanted() {
        return wanted;
    }

    int blocksAcross() {
        return blocksAcross;
    }

    int blocksDown() {
        return blocksDown;
    }

    long blocks() {
        return (long) blocksAcross * blocksDown;
    }

    long memory() {
        return wanted ? (2L * rowsStored + 1) * stride * BLOCK + size.kept().pixels() : 0;
    }

    void allocate() {
        coefficients = new short[wanted ? rowsStored * stride * BLOCK : BLOCK];
        if (wanted) {
            strip = new byte[stride * BLOCK];
            levels = new byte[size.kept().pixels()];
        }
    }

    void useTables(int numbers) {
        tables = numbers;
        if ((numbers >> 4 & 15) >= TABLES || (numbers & 15) >= TABLES) {
            throw BadPicture.damaged("the tables of a scan");
        }
    }

    int dcTable() {
        return tables >> 4;
    }

    int acTable() {
        return tables & 15;
    }

    /** Takes what the coefficients are to be multiplied by, from what stands there at its first scan. */
    void takeDivisors(int[][] known) {
        if (divisors == null) {
            divisors = known[divisorsUsed];
            if (divisors == null) {
                throw BadPicture.damaged("a table is missing");
            }
        }
    }

    boolean started() {
        return divisors != null;
    }

    short[] coefficients() {
        return coefficients;
    }

    /** @return where a block begins; those that nobody wants lie one upon the other */
    int offset(int row, int column) {
        return wanted ? (row % rowsStored * stride + column) * BLOCK : 0;
    }

    byte[] levels() {
        return levels;
    }

    boolean drawn() {
        return nextRow == size.kept().height();
    }

    /** Draws what is kept of a row of blocks; rows are to be drawn from the top down. */
    void draw(int blockRow) {
        int rows = 0;
        for (int row = nextRow; row < size.kept().height() && sourceRow(row) / SIDE == blockRow; row++) {
            rows |= 1 << sourceRow(row) % SIDE;
        }
        for (int column = 0; rows != 0 && column < blocksAcross; column++) {
            int to = column * SIDE;
            cosine.transform(coefficients, offset(blockRow, column), divisors, rows, strip, to, stride * SIDE);
        }
        for (; !drawn() && sourceRow(nextRow) / SIDE == blockRow; nextRow++) {
            keep(sourceRow(nextRow) % SIDE * stride * SIDE);
        }
    }

    private int sourceRow(int row) {
        return row * size.step() * down / highest;
    }

    private void keep(int from) {
        int step = size.step();
        int width = size.kept().width();
        for (int column = 0; column < width; column++) {
            levels[nextRow * width + column] = strip[from + column * step * across / widest];
        }
    }

    /** Forgets the coefficients. */
    void clear() {
        Arrays.fill(coefficients, (short) 0);
    }
}
