package dev.crosscheck.data;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files whose headers lie or whose content swells: each is refused on one line, at once, with little memory. */
class HostileIdxIT {
    private static final long MOST_ALLOCATED = 128 << 20;

    static Stream<Arguments> files() {
        byte[] some = new byte[1 << 20];
        byte[] random = new byte[1 << 20];
        new Random(1).nextBytes(random);
        byte[] twoGib = IdxBytes.idx(new byte[100 << 20], 100 << 20, 1, 1);
        byte[] swelling = IdxBytes.gzip(twoGib);
        byte[] trailer = IdxBytes.gzip(IdxBytes.idx(some, 1024, 32, 32));
        trailer[trailer.length - 1] = 0x7f;
        return Stream.of(
                Arguments.of("raw, 1 MiB claims 1 GiB", IdxBytes.idx(some, 1 << 20, 1 << 5, 1 << 5)),
                Arguments.of("raw, claims one byte more", IdxBytes.idx(some, (1 << 20) + 1, 1, 1)),
                Arguments.of("raw, claims one byte fewer", IdxBytes.idx(some, (1 << 20) - 1, 1, 1)),
                Arguments.of("raw, product beyond 64 bits", IdxBytes.idx(some, 1 << 30, 1 << 30, 1 << 30)),
                Arguments.of("raw, negative sides", IdxBytes.idx(some, -1, -1, 1 << 20)),
                Arguments.of("gzipped, random 1 MiB claims 1 GiB", IdxBytes.gzip(IdxBytes.idx(random, 1 << 30, 1, 1))),
                Arguments.of(
                        "gzipped, random 1 MiB claims 60 MiB", IdxBytes.gzip(IdxBytes.idx(random, 60 << 20, 1, 1))),
                Arguments.of("gzipped, zeros claim 30 MiB", IdxBytes.gzip(IdxBytes.idx(some, 30 << 20, 1, 1))),
                Arguments.of("gzipped, 100 MiB from 100 KB", swelling),
                Arguments.of("gzipped, claims 8 bytes of 100 MiB", IdxBytes.gzip(small(twoGib))),
                Arguments.of("gzipped, wrong length at its end", trailer),
                Arguments.of("gzipped twice", IdxBytes.gzip(IdxBytes.gzip(IdxBytes.idx(some, 1024, 32, 32)))),
                Arguments.of("gzipped, a header field without end", endless()));
    }

    private static byte[] small(byte[] file) {
        byte[] changed = file.clone();
        System.arraycopy(IdxBytes.idx(new byte[0], 2, 2, 2), 0, changed, 0, 16);
        return changed;
    }

    private static byte[] endless() {
        byte[] file = new byte[1 << 20];
        Arrays.fill(file, (byte) 'n');
        System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0}, 0, file, 0, 10);
        return file;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isRefusedAtOnceWithLittleMemory(String what, byte[] file) {
        CrosscheckException refusal = assertTimeoutPreemptively(ofSeconds(30), () -> {
            long before = allocated();
            CrosscheckException thrown =
                    assertThrows(CrosscheckException.class, () -> IdxFile.read("x.idx", file, 3), what);
            long used = allocated() - before;
            assertTrue(used < MOST_ALLOCATED, "allocated " + used + " bytes");
            return thrown;
        });
        assertTrue(refusal.getMessage().startsWith("x.idx: "), refusal::getMessage);
        assertFalse((refusal.getMessage() + refusal.remedy()).contains("\n"), refusal::toString);
        assertFalse(refusal.remedy().contains("heap"), refusal::remedy);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
