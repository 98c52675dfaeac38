package dev.crosscheck.using.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
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
 * @param compressed its bytes as gzip, or the bytes themselves if that would not be smaller
 * @param tag identifies its content, whether compressed or not
 */
record Packed(Site.File file, byte[] compressed, String tag) {
    private static final String GZIP = "gzip";

    static Packed of(Site.File file) {
        byte[] bytes = file.bytes();
        byte[] smaller = gzip(bytes);
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        String tag = "W/\"" + bytes.length + "-" + Long.toHexString(sum.getValue()) + "\"";
        return new Packed(file, smaller.length < bytes.length ? smaller : bytes, tag);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("gzip failed in memory", e);
        }
        return out.toByteArray();
    }

    /** Sends the file, compressed if the client accepts that; or only the status 304 if the client has it already. */
    void send(Request request, Response response, Callback callback) {
        HttpFields asked = request.getHeaders();
        HttpFields.Mutable headers = response.getHeaders();
        file.headers().forEach(headers::put);
        headers.put(HttpHeader.ETAG, tag);
        headers.put(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
        if (asked.getValuesList(HttpHeader.IF_NONE_MATCH).stream().anyMatch(tags -> tags.contains(tag))) {
            Replies.unchanged(response, callback);
            return;
        }
        boolean smaller = compressed != file.bytes()
                && asked.getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains(GZIP);
        if (smaller) {
            headers.put(HttpHeader.CONTENT_ENCODING, GZIP);
        }
        Replies.bytes(response, callback, HttpStatus.OK_200, file.type(), smaller ? compressed : file.bytes());
    }
}
