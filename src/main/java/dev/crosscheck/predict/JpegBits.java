package dev.crosscheck.predict;

import java.nio.ByteBuffer;

/** The coded data of a scan, bit by bit (T.81, F.2.2). */
final class JpegBits {
    private static final int BYTE = 8;
    private static final int ROOM = Long.SIZE - BYTE;
    private static final int FIRST_RESTART = 0xd0;

    private final byte[] file;
    private final int end;
    private int at;
    private long bits;
    private int count;
    private int made;

    /** @param end behind the last byte of the data */
    JpegBits(byte[] file, int at, int end) {
        this.file = file;
        this.at = at;
        this.end = end;
    }

    /** A Huffman table (T.81, C.2). */
    static final class Table {
        private static final int LONGEST = 16;
        private static final int SHORT = 9;
        private static final int MOST_VALUES = 256;

        private final byte[] values;
        /** Length and value of the code that begins so; 0 if it is longer. */
        private final int[] quick = new int[1 << SHORT];
        /** Behind the last code of each length. */
        private final int[] after = new int[LONGEST + 1];
        /** Of the value of a code of each length, less the code. */
        private final int[] place = new int[LONGEST + 1];

        /** @param content how many codes each length has, and their values */
        Table(ByteBuffer content) {
            byte[] lengths = new byte[LONGEST];
            content.get(lengths);
            values = new byte[total(lengths)];
            content.get(values);
            int code = 0;
            int index = 0;
            for (int length = 1; length <= LONGEST; length++) {
                place[length] = index - code;
                for (int i = lengths[length - 1] & 0xff; i > 0; i--) {
                    remember(code++, length, index++);
                }
                after[length] = code;
                if (code > 1 << length) {
                    throw BadPicture.damaged("a table of codes");
                }
                code <<= 1;
            }
        }

        static void stepOver(ByteBuffer content) {
            byte[] lengths = new byte[LONGEST];
            content.get(lengths);
            content.position(content.position() + total(lengths));
        }

        private static int total(byte[] lengths) {
            int total = 0;
            for (byte length : lengths) {
                total += length & 0xff;
            }
            if (total > MOST_VALUES) {
                throw BadPicture.damaged("a table of codes");
            }
            return total;
        }

        private void remember(int code, int length, int index) {
            int first = code << SHORT - length;
            for (int i = first; length <= SHORT && i < first + (1 << SHORT - length) && i < quick.length; i++) {
                quick[i] = length << 8 | values[index] & 0xff;
            }
        }
    }

    /** @return the value of the next code */
    int value(Table table) {
        int ahead = peek(Table.LONGEST);
        int found = table.quick[ahead >> Table.LONGEST - Table.SHORT];
        if (found != 0) {
            skip(found >> 8);
            return found & 0xff;
        }
        for (int length = Table.SHORT + 1; length <= Table.LONGEST; length++) {
            int code = ahead >> Table.LONGEST - length;
            if (code < table.after[length]) {
                skip(length);
                return table.values[table.place[length] + code] & 0xff;
            }
        }
        throw BadPicture.damaged("a code that stands for nothing");
    }

    /** @return so many bits, 0 to 16, as a number of at least 0 */
    int number(int length) {
        int number = peek(length);
        skip(length);
        return number;
    }

    /** @return a number of so many bits, which is negative if the first one is 0 (T.81, F.12) */
    int signed(int length) {
        int number = number(length);
        return length > 0 && number < 1 << length - 1 ? number - (1 << length) + 1 : number;
    }

    private int peek(int length) {
        if (count < length) {
            fill();
        }
        return (int) (bits >>> count - length) & (1 << length) - 1;
    }

    private void skip(int length) {
        count -= length;
        if (count < made) {
            throw BadPicture.endsEarly();
        }
    }

    /** Behind the end, or before a marker, stand zeros, for whoever looks ahead; nobody gets past them. */
    private void fill() {
        while (count <= ROOM) {
            int next = 0;
            if (at < end && (file[at] != (byte) 0xff || at + 1 < end && file[at + 1] == 0)) {
                next = file[at] & 0xff;
                at += next == 0xff ? 2 : 1;
            } else {
                made += BYTE;
            }
            bits = bits << BYTE | next;
            count += BYTE;
        }
    }

    /** Goes on behind the next marker of a restart. */
    void restart(int number) {
        count = 0;
        made = 0;
        while (at + 1 < end && (file[at] != (byte) 0xff || file[at + 1] == 0 || file[at + 1] == (byte) 0xff)) {
            at++;
        }
        if (at + 1 >= end) {
            throw BadPicture.endsEarly();
        }
        if (file[at + 1] != (byte) (FIRST_RESTART + number)) {
            throw BadPicture.damaged("a restart in the wrong place");
        }
        at += 2;
    }
}
