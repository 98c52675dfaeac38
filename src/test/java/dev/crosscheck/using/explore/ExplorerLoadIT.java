package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What the page costs on its way: few requests, compressed, and only once. */
class ExplorerLoadIT extends ExplorerBrowser {
    /** Two seconds of 1.6 Mbit/s are 400 kB; the rest is for waiting. */
    private static final int MOST_BYTES = 340_000;

    private static final int MOST_REQUESTS = 18;

    private static JsonNode loaded() throws IOException {
        return browser.evaluate(
                "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
                        + ".map(e => ({ name: e.name, sent: e.transferSize, finer: e.name.includes('/surface?') && !e.name.includes('size=40') }))");
    }

    /** All that comes before the finer picture of the network's output, which replaces the first one when it is there. */
    @Test
    void theFirstLoadIsSmallAndTheSecondIsAlmostNothing() throws IOException {
        browser.call("Network.clearBrowserCache", Map.of());
        load("backprop");
        browser.await(
                "performance.getEntriesByType('resource').filter(e => e.name.includes('/surface?')).length === 2");
        JsonNode first = loaded();
        long bytes = 0;
        for (JsonNode each : first) {
            bytes += each.get("finer").asBoolean() ? 0 : each.get("sent").asLong();
        }
        assertTrue(bytes < MOST_BYTES, bytes + " bytes: " + first);
        assertTrue(first.size() <= MOST_REQUESTS, first.size() + " requests: " + first);
        load("backprop");
        for (JsonNode each : loaded()) {
            boolean isFile = !each.get("name").asText().contains("/api/");
            assertTrue(!isFile || each.get("sent").asLong() < 1000, "sent again: " + each);
        }
        browser.nothingWentWrong(server.url());
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void filesAreCompressedForThoseWhoCanReadThatAndNotSentTwice() throws Exception {
        HttpResponse<byte[]> plain = get("explorer.js");
        HttpResponse<byte[]> packed = get("explorer.js", "Accept-Encoding", "br, gzip;q=0.8");
        HttpResponse<byte[]> refused = get("explorer.js", "Accept-Encoding", "gzip;q=0");
        assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse("none"));
        assertTrue(packed.body().length < plain.body().length / 3);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertArrayEquals(plain.body(), in.readAllBytes());
        }
        assertArrayEquals(plain.body(), refused.body());
        String tag = packed.headers().firstValue("ETag").orElseThrow();
        assertEquals(tag, plain.headers().firstValue("ETag").orElseThrow());
        HttpResponse<byte[]> again = get("explorer.js", "If-None-Match", "\"other\", " + tag);
        assertEquals(304, again.statusCode());
        assertEquals(0, again.body().length);
        assertEquals(200, get("explorer.js", "If-None-Match", "\"other\"").statusCode());
        assertTrue(again.headers().firstValue("Content-Security-Policy").isPresent());
    }
}
