package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.function.Executable;

/** A picture that asks for more than it should get, and what is to come of it. */
record Hostile(String name, byte[] bytes, String expected) {
    /** What is expected of pictures that are odd and good: an answer. */
    static final String READ = "read";

    /** What is said of pictures that cannot be decoded, whatever is wrong with them. */
    static final String DAMAGED =
            "expected a whole picture, found one that is damaged, ends too early, or has an unusual form.";

    private static final long MOST_BYTES = 128L << 20;

    /** Many times what is allowed, for computers that are busy. */
    private static final Duration NO_END = Duration.ofSeconds(60);

    @Override
    public String toString() {
        return name;
    }

    void check() {
        assertTimeoutPreemptively(NO_END, (Executable) this::checkInThisThread);
    }

    private void checkInThisThread() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        if (expected.equals(READ)) {
            DigitForm.of(read());
        } else {
            CrosscheckException e = assertThrows(CrosscheckException.class, this::read);
            String message = e.getMessage();
            assertTrue(message.startsWith("some picture: expected ") && message.contains(expected), message);
            assertEquals(1, message.lines().count(), message);
            assertTrue(!e.remedy().contains("heap"), e.remedy());
        }
        long taken = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < MOST_BYTES, taken + " bytes");
    }

    private GreyPicture read() {
        return PictureFile.read("some picture", bytes);
    }

    /** Bytes, numbers (as bytes) and texts, one after the other. */
    static byte[] join(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof byte[] bytes) {
                out.writeBytes(bytes);
            } else if (part instanceof String text) {
                out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            } else {
                out.write((Integer) part);
            }
        }
        return out.toByteArray();
    }

    /** The same bytes so many times. */
    static byte[] repeat(int times, byte[] bytes) {
        byte[] all = new byte[times * bytes.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }
}
