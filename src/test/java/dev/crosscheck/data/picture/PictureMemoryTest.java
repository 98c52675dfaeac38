package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pictures share, memory and processors, and that each gives it back. */
class PictureMemoryTest {
    private static final long MOST = 1024L * PictureMemory.MOST_KIB;

    @Test
    void moreThanThereIsForAllIsRefusedAtOnce() {
        BadPicture e = assertThrows(BadPicture.class, () -> PictureMemory.within(MOST, () -> 1));
        assertTrue(e.getMessage().startsWith("one that takes "), e.getMessage());
    }

    @Test
    void largePicturesTakeTurnsAndSmallOnesDoNotWait() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        CompletableFuture<Integer> large = CompletableFuture.supplyAsync(() -> PictureMemory.within(MOST / 2, () -> {
            int now = atOnce.incrementAndGet();
            begun.countDown();
            await(end);
            atOnce.decrementAndGet();
            return now;
        }));
        begun.await();
        List<CompletableFuture<Integer>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(CompletableFuture.supplyAsync(() -> PictureMemory.within(MOST * 2 / 3, () -> {
                int now = atOnce.incrementAndGet();
                atOnce.decrementAndGet();
                return now;
            })));
        }
        assertEquals(5, PictureMemory.within(1000, () -> 5), "a small one is read meanwhile");
        others.forEach(other -> assertFalse(other.isDone(), "there is no room"));
        end.countDown();
        assertEquals(1, large.join());
        others.forEach(other -> assertEquals(1, other.join(), "one at a time"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailureGivesTheMemoryBack() {
        for (int i = 0; i < 10; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> PictureMemory.within(MOST * 2 / 3, () -> {
                        throw new IllegalStateException();
                    }));
            BadPicture none = assertThrows(
                    BadPicture.class,
                    () -> PictureMemory.within(MOST * 2 / 3, () -> {
                        throw new OutOfMemoryError();
                    }));
            assertEquals("one that needs more than is free", none.getMessage());
        }
    }

    /** One of the hostile pictures that every build reads. */
    private static EncodedPicture picture(String name) throws IOException {
        Path file = Path.of("src/test/resources/dev/crosscheck/data/DataBytesITInputs", name);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = name.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
            ByteBuffer picture = ByteBuffer.wrap(bytes);
            return name.contains("png/")
                    ? new PngPicture(picture.position(8)).encoded()
                    : new JpegPicture(picture.position(2)).encoded();
        }
    }

    /** Decoders refuse these too, but what they would allocate before is not known. */
    @ParameterizedTest
    @ValueSource(strings = {"png/nothing-of-it-there", "jpeg/two-sizes", "jpeg/twelve-bits", "jpeg/text-between"})
    void isRefusedBeforeItIsDecoded(String name) {
        assertThrows(BadPicture.class, () -> picture(name));
    }

    /** The first row of the PNG never ends; data that inflate to nothing are looked at piece by piece. */
    @ParameterizedTest
    @CsvSource({
        "png/700000-empty-blocks,0.02",
        "png/700000-empty-blocks,0",
        "jpeg/12-scans-of-48-million-pixels,0",
        "jpeg/48-million-pixels,0"
    })
    void everyDecoderStopsWhenItsTimeIsOver(String name, double seconds) throws IOException {
        EncodedPicture picture = picture("large/" + name + ".gz");
        BadPicture e = assertThrows(BadPicture.class, () -> new PictureDecoder(picture, seconds).decode());
        assertEquals(
                "x: expected a picture that takes at most " + seconds
                        + " seconds to read, found one that takes longer.",
                e.about("x").getMessage());
    }
}
