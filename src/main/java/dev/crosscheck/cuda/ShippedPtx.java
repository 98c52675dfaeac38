package dev.crosscheck.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The kernels' PTX as it is shipped: text that a driver translates for whatever GPU is there. */
public final class ShippedPtx {
    /** How the first line begins, in which the digest of the CUDA C source stands. */
    static final String OF_SOURCE = "// SHA-256 of digits.cu: ";

    /** How the second line begins, in which the digest of all lines after it stands. */
    static final String OF_TEXT = "// SHA-256 of what follows: ";

    private ShippedPtx() {}

    /**
     * @return the kernels of the digit network
     * @throws GpuException if they are not there, or damaged
     */
    public static String digits() {
        try (InputStream stream = ShippedPtx.class.getResourceAsStream("digits.ptx")) {
            if (stream == null) {
                throw damaged("digits.ptx is missing");
            }
            return checked(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw damaged("digits.ptx cannot be read: " + e.getMessage());
        }
    }

    /** @return the same text, if its second line holds the digest of the rest */
    static String checked(String text) {
        String[] parts = text.split("\n", 3);
        if (parts.length < 3 || !parts[0].startsWith(OF_SOURCE) || !parts[1].equals(OF_TEXT + sha256(parts[2]))) {
            throw damaged("digits.ptx is not what was shipped: its SHA-256 is another");
        }
        return text;
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GpuException damaged(String problem) {
        return new GpuException(
                "PTX_DAMAGED",
                "The program's GPU kernels cannot be used: " + problem + ".",
                "Build or install anew.",
                false);
    }
}
