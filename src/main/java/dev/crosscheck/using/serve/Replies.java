package dev.crosscheck.using.serve;

import dev.crosscheck.run.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Writes answers, with the headers that all of them have. */
final class Replies {
    /** The page loads only its own files, is not shown inside other pages, and sends no referrer. */
    private static final HttpFields SAFETY = HttpFields.build()
            .add(
                    "Content-Security-Policy",
                    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            .add("X-Content-Type-Options", "nosniff")
            .add("Referrer-Policy", "no-referrer")
            .add("Cross-Origin-Resource-Policy", "same-origin")
            .asImmutable();

    private static final String SECONDS_TO_RETRY = "1";

    private Replies() {}

    /** An error as JSON. */
    record Failure(String error, String remedy) {}

    /** Adds these headers, except those that a file has a value of its own for. */
    static void addSafety(HttpFields.Mutable headers) {
        for (HttpField field : SAFETY) {
            if (!headers.contains(field.getName())) {
                headers.put(field);
            }
        }
    }

    static void json(Response response, Callback callback, int status, Object value) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, SECONDS_TO_RETRY);
        }
        bytes(response, callback, status, Site.JSON, json(value));
    }

    static void failure(Response response, Callback callback, int status, String error, String remedy) {
        json(response, callback, status, new Failure(error, remedy));
    }

    static void bytes(Response response, Callback callback, int status, String type, byte[] bytes) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        addSafety(headers);
        headers.put(HttpHeader.CONTENT_TYPE, type);
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
        if (!response.getRequest().consumeAvailable()) {
            // The rest of the body is not read: the connection is closed, and the client needs to know that.
            headers.put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    /** Tells the client to use what it has. */
    static void unchanged(Response response, Callback callback) {
        response.setStatus(HttpStatus.NOT_MODIFIED_304);
        addSafety(response.getHeaders());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    static byte[] json(Object value) {
        return Json.line(value).getBytes(StandardCharsets.UTF_8);
    }
}
