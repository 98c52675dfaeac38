package dev.crosscheck.using.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A constant file, compressed once when the server starts. A browser keeps it and asks each time whether it has changed, so that a page
 * never mixes files of two versions.
 *
 * @param file the file
 * @param compressed its bytes as gzip; empty if that would not make it smaller
 * @param tag identifies its content
 */
record Packed(Site.File file, byte[] compressed, String tag) {
    private static final String GZIP = "gzip";

    static Packed of(Site.File file) {
        byte[] smaller = gzip(file.bytes());
        String digest = HexFormat.of().formatHex(Sha256.of(file.bytes()), 0, TAG_BYTES);
        return new Packed(file, smaller.length < file.bytes().length ? smaller : new byte[0], EtagUtils.rewriteWithSuffix(digest, ""));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }

    void send(Request request, Response response, Callback callback) {
    }
}
