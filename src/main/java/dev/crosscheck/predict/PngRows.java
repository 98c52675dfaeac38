package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The rows of a PNG, one after the other: inflated, no more than they need, and without their filters. */
final class PngRows implements AutoCloseable {
    /** Data may be such that they inflate to nothing, slowly; so not more than this is inflated without a look at the time. */
    private static final int PIECE = 1 << 16;

    private final Inflater inflater = new Inflater();
    private final DecodingTime time;
    private final Iterator<ByteBuffer> chunks;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private final int depth;
    private final int bytesBack;
    private byte[] above;
    private byte[] row;

    /**
     * @param chunks of the deflated data
     * @param depth bits of a sample
     */
    PngRows(Iterator<ByteBuffer> chunks, int depth, int channels, DecodingTime time) {
        this.chunks = chunks;
        this.time = time;
        this.depth = depth;
        bytesBack = Math.max(1, channels * depth / 8);
    }

    @Override
    public void close() {
        inflater.end();
    }

    /** Before each row stand {@code bytesBack} zeros. */
    void startPass(int rowBytes) {
        above = new byte[bytesBack + rowBytes];
        row = new byte[bytesBack + rowBytes];
    }

    /** @return a sample of the row, by its number */
    int get(int sample) {
        if (depth >= 8) {
            int at = bytesBack + sample * depth / 8;
            return depth == 8 ? row[at] & 0xff : (row[at] & 0xff) << 8 | row[at + 1] & 0xff;
        }
        int bit = sample * depth;
        return row[bytesBack + bit / 8] >> (8 - depth - bit % 8) & (1 << depth) - 1;
    }

    void read() {
        byte[] last = above;
        above = row;
        row = last;
        byte[] filter = new byte[1];
        inflate(filter, 0);
        inflate(row, bytesBack);
        switch (filter[0]) {
            case 0 -> {}
            case 1 -> addLeft();
            case 2 -> addAbove();
            case 3 -> addMean();
            case 4 -> addPredicted();
            default -> throw BadPicture.damaged("a row's filter");
        }
    }

    private void inflate(byte[] into, int from) {
        try {
            for (int at = from; at < into.length; ) {
                int count = inflater.inflate(into, at, into.length - at);
                if (count == 0) {
                    giveMore();
                }
                at += count;
            }
        } catch (DataFormatException e) {
            throw BadPicture.damaged(e.getMessage());
        }
    }

    private void giveMore() {
        time.check();
        while (!chunk.hasRemaining() && chunks.hasNext()) {
            chunk = chunks.next();
        }
        if (!inflater.needsInput() || !chunk.hasRemaining()) {
            throw BadPicture.endsEarly();
        }
        int length = Math.min(PIECE, chunk.remaining());
        inflater.setInput(chunk.slice().limit(length));
        chunk.position(chunk.position() + length);
    }

    private void addLeft() {
        for (int i = bytesBack; i < row.length; i++) {
            row[i] += row[i - bytesBack];
        }
    }

    private void addAbove() {
        for (int i = bytesBack; i < row.length; i++) {
            row[i] += above[i];
        }
    }

    private void addMean() {
        for (int i = bytesBack; i < row.length; i++) {
            row[i] += (byte) ((row[i - bytesBack] & 0xff) + (above[i] & 0xff) >> 1);
        }
    }

    /** Of left, above and above left that which is nearest to left + above - above left (A. W. Paeth). */
    private void addPredicted() {
        for (int i = bytesBack; i < row.length; i++) {
            int left = row[i - bytesBack] & 0xff;
            int up = above[i] & 0xff;
            int corner = above[i - bytesBack] & 0xff;
            int toLeft = Math.abs(up - corner);
            int toUp = Math.abs(left - corner);
            int toCorner = Math.abs(left + up - 2 * corner);
            row[i] += (byte) (toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
        }
    }
}
