package dev.crosscheck.data.npz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged archives are read or refused: no other exception, no hang, no large allocation. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NpzFuzzIT {
    private static final long MAX_ALLOCATION = 4 << 20;
    private static final int MUTATIONS = 3000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz", "piped.npz"})
    void everyTruncationIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(NpzBytes.fixture(name));
        for (int length = 0; length < whole.length; length++) {
            assertFalse(isRead(Arrays.copyOf(whole, length)), "cut to " + length + " bytes");
        }
        assertTrue(isRead(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz", "piped.npz"})
    void everyMutationIsReadOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(NpzBytes.fixture(name));
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = whole.clone();
            mutated[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
            refused += isRead(mutated) ? 0 : 1;
        }
        assertTrue(refused > MUTATIONS / 2, "only " + refused + " refused");
    }

    @Test
    void everyMutationOfAnArrayIsReadOrRefused() throws IOException {
        byte[] whole = NpzBytes.npy(1, NpzBytes.header("<f8", true, "(2, 3)"), new byte[48]);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = whole.clone();
            mutated[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
            isRead(NpzBytes.zip("a.npy", mutated));
        }
    }

    @Test
    void aClaimWithoutContentAllocatesLittle() throws IOException {
        byte[] claim = NpzBytes.npy(1, NpzBytes.header("<f8", false, "(8000000,)"), new byte[48]);
        assertFalse(isRead(NpzBytes.zip("a.npy", claim)));
    }

    @Test
    void aCommentInABrokenEncodingIsReadOrRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("a.npy");
            entry.setComment("\u00e9");
            zip.putNextEntry(entry);
        }
        String archive = bytes.toString(StandardCharsets.ISO_8859_1);
        assertTrue(archive.contains("\u00c3\u00a9"));
        isRead(archive.replace("\u00c3\u00a9", "\u00ff\u00ff").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether the archive and all its arrays are read; false if they are refused in the way that users see. */
    private boolean isRead(byte[] archive) throws IOException {
        Path file = NpzBytes.write(folder, "fuzz.npz", archive);
        long before = allocated();
        try {
            NpzFile npz = NpzFile.read(file);
            npz.names().forEach(name -> npz.array(name).doubles());
            return true;
        } catch (CrosscheckException refused) {
            return false;
        } finally {
            long used = allocated() - before;
            assertTrue(used < MAX_ALLOCATION, "allocated " + used + " bytes");
            Files.delete(file); // much faster than writing over it
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
