package dev.crosscheck.cuda;

import dev.crosscheck.files.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The kernels' PTX in the jar: text that the driver compiles for the GPU in use. */
public final class ShippedPtx {
    /** Start of the first line, which has the digest of the CUDA C source. */
    static final String OF_SOURCE = "// SHA-256 of digits.cu: ";

    /** Start of the second line, which has the digest of all following lines. */
    static final String OF_TEXT = "// SHA-256 of what follows: ";

    private ShippedPtx() {}

    /**
     * @return the kernels of the digit network
     * @throws GpuException if the PTX is missing or damaged
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

    /** @return the text unchanged, if its second line has the digest of the rest */
    static String checked(String text) {
        String[] parts = text.split("\n", 3);
        if (parts.length < 3 || !parts[0].startsWith(OF_SOURCE) || !parts[1].equals(OF_TEXT + sha256(parts[2]))) {
            throw damaged("digits.ptx is damaged: its SHA-256 does not match");
        }
        return text;
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(Digest.sha256(text));
    }

    private static GpuException damaged(String problem) {
        return new GpuException("The program's GPU kernels cannot be used: " + problem + ".", "Build or install anew.");
    }
}
