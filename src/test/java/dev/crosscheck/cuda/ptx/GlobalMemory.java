package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The memory of a GPU: pieces that lie so far apart that an address beyond one is in no other. */
final class GlobalMemory {
    /** What one piece may have: its words are an int array, and as much again says what is known of them. */
    private static final long MOST_BYTES = 1L << 30;

    private static final int SHIFT = 40; // of a piece's number in an address; pieces are far smaller
    private static final long HALF = 1L << SHIFT - 1; // what is nearer to a piece than to another is said of that one

    private final List<Piece> pieces = new ArrayList<>(); // from 1 in addresses, so that 0 is none
    private final CheckedMemory.Stamp stamp = new CheckedMemory.Stamp();

    /** A piece of it, until it is given back. */
    private static final class Piece implements Gpu.Memory {
        private final int number;
        private final int bytes;
        private CheckedMemory content;

        Piece(int number, int bytes) {
            this.number = number;
            this.bytes = bytes;
            this.content = CheckedMemory.global("memory " + number, bytes);
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void write(long offset, ByteBuffer from) {
            int at = checked(offset, from);
            for (int i = from.position(); i < from.limit(); i++) {
                content.set(at++, from.get(i));
            }
        }

        @Override
        public void send(long offset, ByteBuffer from) {
            write(offset, from);
        }

        @Override
        public void read(long offset, ByteBuffer to) {
            int at = checked(offset, to);
            try {
                for (int i = to.position(); i < to.limit(); i++) {
                    to.put(i, content.get(at++));
                }
            } catch (PtxFault fault) {
                throw new GpuException(
                        fault.error(),
                        "The host " + fault.getMessage() + ".",
                        "This is a fault of the program.",
                        false);
            }
        }

        private int checked(long offset, ByteBuffer buffer) {
            if (content == null) {
                throw new IllegalStateException("memory " + number + " was given back");
            }
            if (offset < 0 || offset > bytes - (long) buffer.remaining()) {
                throw new IllegalArgumentException(
                        buffer.remaining() + " bytes from " + offset + " of memory " + number + ", which has " + bytes);
            }
            return (int) offset;
        }

        @Override
        public void close() {
            content = null;
        }
    }

    Gpu.Memory allocate(long bytes) {
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new GpuException(
                    "CUDA_ERROR_OUT_OF_MEMORY",
                    "The PTX interpreter has memory of 1 to " + MOST_BYTES + " bytes in a piece, and " + bytes
                            + " were asked for.",
                    "Use fewer images.",
                    false);
        }
        Piece piece = new Piece(pieces.size() + 1, (int) bytes);
        pieces.add(piece);
        return piece;
    }

    /** @return the address of its first byte */
    static long address(Gpu.Memory memory) {
        return (long) ((Piece) memory).number << SHIFT;
    }

    /** @return where in its piece an address is; below 0 in front of it */
    static long offset(long address) {
        return address - (number(address) << SHIFT);
    }

    private static long number(long address) {
        return address + HALF >>> SHIFT;
    }

    /** @return the piece that an address is in, or near to */
    CheckedMemory at(long address) {
        long number = number(address);
        if (number < 1 || number > pieces.size()) {
            throw PtxFault.illegalAddress("accesses the address " + Long.toHexString(address) + ", where no memory is");
        }
        CheckedMemory content = pieces.get((int) number - 1).content;
        if (content == null) {
            throw PtxFault.illegalAddress("accesses memory " + number + ", which was given back");
        }
        return content;
    }

    CheckedMemory.Stamp stamp() {
        return stamp;
    }

    void close() {
        pieces.forEach(Piece::close);
    }
}
