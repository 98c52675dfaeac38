package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreCommandIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static HttpResponse<byte[]> get(WebServer server, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path)).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void thePageIsServed() throws Exception {
        try (WebServer server = WebServer.start("127.0.0.1", 0, ExplorePage.of(DataOptions.mnist()))) {
            HttpResponse<byte[]> page = get(server, "/");
            assertEquals(200, page.statusCode());
            assertArrayEquals(ExplorePage.of(DataOptions.mnist()).page(), page.body());
            assertEquals(404, get(server, "/api/explore/sessions").statusCode());
        }
    }

    @Test
    void pagesAreSaved() throws IOException {
        Path page = folder.resolve("explore.html");
        Cli saved = Cli.run("explore", "--save", page.toString());
        assertEquals(0, saved.code(), saved.err());
        assertArrayEquals(ExplorePage.of(DataOptions.mnist()).page(), Files.readAllBytes(page));
        assertTrue(Files.size(page) <= 1 << 20, Files.size(page) + " bytes");
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        Path none = folder.resolve("none");
        Cli missing = Cli.run("explore", "--data", none.toString());
        assertEquals(1, missing.code());
        assertTrue(missing.err().contains(none + ": no such data folder."), missing.err());
    }
}
