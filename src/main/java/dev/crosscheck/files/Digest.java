package dev.crosscheck.files;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SHA-256, in lower-case hexadecimal. */
public final class Digest {
    /** Most files of a data set in IDX files, which has four, or parts of one of pictures, each of which has a digest. */
    private static final int MOST_FILES = 16;

    private static final int LONGEST_NAME = 255;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private Digest() {}

    /** Checks that a record's member is a SHA-256. */
    public static void check(String member, String sha256) {
        boolean fits = FORM.matcher(sha256).matches();
        Members.require(member, fits, "a SHA-256 of 64 hexadecimal digits", sha256);
    }

    /** As {@link #check(String, String)}; null is fine. */
    public static void checkIfThere(String member, @Nullable String sha256) {
        if (sha256 != null) {
            check(member, sha256);
        }
    }

    /**
     * Checks that a record's member has a SHA-256 for each file name.
     *
     * @param least smallest number of files
     */
    public static void check(String member, Map<String, String> files, int least) {
        Members.size(member, files.size(), least, MOST_FILES);
        files.forEach((name, sha256) -> {
            Members.length(member, name, 1, LONGEST_NAME);
            check(member + "/" + name, sha256);
        });
    }

    /** @return a new SHA-256 digest */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @return the digest's value in hexadecimal; resets the digest */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * @return SHA-256 of a file
     * @throws CrosscheckException if it cannot be read
     */
    public static String sha256(Path file) {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return hex(digest);
        } catch (IOException e) {
            throw CrosscheckException.unreadable(file, e);
        }
    }

    /** @return SHA-256 of a text in UTF-8 */
    public static byte[] sha256(String text) {
        return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return SHA-256 of the numbers as little-endian floats, in their order */
    public static String sha256(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        MessageDigest digest = sha256();
        digest.update(bytes.array());
        return hex(digest);
    }
}
