package dev.crosscheck.data.npz;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives whose directories lie or whose members swell: each is refused at once, with little memory. */
class HostileNpzIT {
    private static final long MOST_ALLOCATED = 128 << 20;
    private static final int LARGE = 64 << 20;

    @TempDir
    private Path folder;

    /** An entry of a directory; what it says of a member is put there as it is. */
    private record Entry(String name, int flags, int method, long crc, long packed, long size, int at) {
        static Entry of(String name, byte[] content, byte[] packed, int at) {
            CRC32 crc = new CRC32();
            crc.update(content);
            return new Entry(name, 0, 8, crc.getValue(), packed.length, content.length, at);
        }

        Entry named(String other) {
            return new Entry(other, flags, method, crc, packed, size, at);
        }

        byte[] local(byte[] content) {
            return header(0x04034b50, 30)
                    .put(name.getBytes(StandardCharsets.US_ASCII))
                    .put(content)
                    .array();
        }

        private ByteBuffer header(int signature, int length) {
            ByteBuffer bytes = ByteBuffer.allocate(length + name.length() + (length == 30 ? (int) packed : 0))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(signature);
            if (length == 46) {
                bytes.putShort((short) 20);
            }
            bytes.putShort((short) 20)
                    .putShort((short) flags)
                    .putShort((short) method)
                    .putInt(0);
            bytes.putInt((int) crc).putInt((int) packed).putInt((int) size);
            return bytes.putShort((short) name.length()).putShort((short) 0);
        }

        byte[] central() {
            ByteBuffer bytes = header(0x02014b50, 46).putShort((short) 0).putLong(0);
            return bytes.putInt(at)
                    .put(name.getBytes(StandardCharsets.US_ASCII))
                    .array();
        }
    }

    private static byte[] archive(byte[] members, int count, Entry... entries) {
        byte[] directory = join(Stream.of(entries).map(Entry::central).toArray(byte[][]::new));
        byte[] end = ByteBuffer.allocate(22)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(directory.length)
                .putInt(members.length)
                .array();
        return join(members, directory, end);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(all::put);
        return all.array();
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length / 100 + 1000];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    private static byte[] zeros(int size) {
        return NpzBytes.npy(1, NpzBytes.header("|u1", false, "(" + size + ",)"), new byte[size]);
    }

    private static Entry[] shared(Entry entry, int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> entry.named(i + ".npy"))
                .toArray(Entry[]::new);
    }

    static Stream<Arguments> files() {
        byte[] large = zeros(LARGE);
        byte[] packed = deflated(large);
        Entry good = Entry.of("a.npy", large, packed, 0);
        byte[] local = good.local(packed);
        byte[] small = zeros(1000);
        byte[] smallPacked = deflated(small);
        Entry tiny = Entry.of("a.npy", small, smallPacked, 0);
        byte[] tinyLocal = tiny.local(smallPacked);
        int n = smallPacked.length;
        Entry second = Entry.of("b.npy", large, packed, local.length);
        return Stream.of(
                Arguments.of("16 entries share a member", archive(local, 16, shared(good, 16))),
                Arguments.of("1024 entries share a member", archive(local, 1024, shared(good, 1024))),
                Arguments.of("1025 entries", archive(local, 1025, shared(good, 1025))),
                Arguments.of("two entries share a small member", archive(tinyLocal, 2, shared(tiny, 2))),
                Arguments.of(
                        "a member in another's bytes",
                        archive(
                                join(tinyLocal, tinyLocal),
                                2,
                                new Entry("a.npy", 0, 0, 0, n + 30, n + 30, 0),
                                tiny.named("b.npy"))),
                Arguments.of("two large members", archive(join(local, second.local(packed)), 2, good, second)),
                Arguments.of(
                        "a member in the directory",
                        archive(tinyLocal, 1, new Entry("a.npy", 0, 8, 0, n + 40, 1000, 0))),
                Arguments.of("4 GB in a small member", archive(tinyLocal, 1, new Entry("a.npy", 0, 8, 0, n, -1, 0))),
                Arguments.of("stored, but larger", archive(tinyLocal, 1, new Entry("a.npy", 0, 0, 0, n, 5000, 0))),
                Arguments.of(
                        "more than it says comes out",
                        archive(local, 1, new Entry("a.npy", 0, 8, good.crc(), packed.length, 1000, 0))),
                Arguments.of(
                        "less than it says comes out",
                        archive(tinyLocal, 1, new Entry("a.npy", 0, 8, tiny.crc(), n, small.length + 1, 0))),
                Arguments.of("encrypted", archive(tinyLocal, 1, new Entry("a.npy", 1, 8, tiny.crc(), n, 1000, 0))),
                Arguments.of(
                        "packed by bzip2", archive(tinyLocal, 1, new Entry("a.npy", 0, 12, tiny.crc(), n, 1000, 0))),
                Arguments.of("more entries than there are", archive(tinyLocal, 900, tiny)),
                Arguments.of("fewer entries than there are", archive(tinyLocal, 0, tiny)),
                Arguments.of(
                        "an array that claims more than its member", archive(local, 1, claim(LARGE - 1000, packed))));
    }

    /** A large member whose array says that it is larger by a byte. */
    private static Entry claim(int size, byte[] packed) {
        return new Entry("a.npy", 0, 8, 0, packed.length, size, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isRefusedAtOnceWithLittleMemory(String what, byte[] archive) {
        refused(what, () -> NpzFile.read("x.npz", archive).array("a"));
        Path file = NpzBytes.write(folder, "x.npz", archive);
        refused(what, () -> NpzFile.read(file).array("a"));
    }

    private static void refused(String what, Runnable reading) {
        CrosscheckException refusal = assertTimeoutPreemptively(ofSeconds(30), () -> {
            long before = allocated();
            CrosscheckException thrown = assertThrows(CrosscheckException.class, reading::run, what);
            long used = allocated() - before;
            assertTrue(used < MOST_ALLOCATED, "allocated " + used + " bytes");
            return thrown;
        });
        assertTrue(refusal.getMessage().contains("x.npz: "), refusal::getMessage);
        assertFalse((refusal.getMessage() + refusal.remedy()).contains("\n"), refusal::toString);
        assertFalse(refusal.remedy().contains("heap"), refusal::remedy);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
