package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.serve.ServerCalls;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    private static HttpResponse<byte[]> post(WebServer server, String path, String body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/api/explore/" + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /** Over HTTP; and verify, whose twin is stock DL4J, repeats what was trained. */
    @Test
    void aSessionsRunIsRepeatedByReplay() throws Exception {
        try (WebServer server = WebServer.start("127.0.0.1", 0, new ExplorePage(DataOptions.mnist()))) {
            for (String file :
                    new String[] {"/", "/app.js", "/d3.min.js", "/katex.min.css", "/fonts/KaTeX_Main-Regular.woff2"}) {
                assertEquals(200, get(server, file).statusCode(), file);
            }
            HttpResponse<byte[]> made = post(server, "sessions", "{\"seed\": 297}");
            assertEquals(201, made.statusCode());
            String session = "sessions/" + JSON.readTree(made.body()).get("id").asText();
            post(server, session + "/train", "{\"branch\": 0, \"steps\": 300}");
            post(server, session + "/branches", "{\"branch\": 0, \"step\": 101, \"learningRate\": 0.2}");
            post(server, session + "/train", "{\"branch\": 1, \"steps\": 200}");
            String path = "/api/explore/" + session;
            HttpResponse<byte[]> npz = get(server, path + "/export?format=npz&branch=1&step=301");
            assertEquals(
                    "attachment; filename=\"run.npz\"",
                    npz.headers().firstValue("Content-Disposition").orElse(""));
            Files.write(folder.resolve("run.npz"), npz.body());
            assertEquals(
                    404,
                    get(server, "/api/explore/sessions/0123456789abcdef/state?step=0")
                            .statusCode());
            assertEquals(400, get(server, path + "/state?step=%FF").statusCode());
            assertEquals(405, get(server, path + "/train").statusCode());
            assertEquals(404, get(server, path + "/elsewhere").statusCode());
            // The header alone: who sends the body, too, may find the connection closed before the answer is read.
            String large = ServerCalls.raw(
                    server,
                    "POST /api/explore/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 1048577\r\n\r\n");
            assertTrue(large.startsWith("HTTP/1.1 413 "), large);
        }
        Cli replay = Cli.run(
                "verify",
                folder.resolve("run.npz").toString(),
                "--out",
                folder.resolve("replay").toString());
        assertEquals(0, replay.code(), replay.err() + replay.out());
        assertTrue(replay.out().contains("Agrees: all 200 losses"), replay.out());
    }

    /** @param from which of this machine's addresses asks */
    private static String ask(WebServer server, String from, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port(), InetAddress.getByName(from), 0)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sessionOf(String reply) {
        Matcher id = Pattern.compile("\"id\":\"([0-9a-f]{32})\"").matcher(reply);
        assertTrue(reply.startsWith("HTTP/1.1 201 ") && id.find(), reply);
        return id.group(1);
    }

    /** Linux has all of 127.0.0.0/8 to connect from. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aGreedyAddressLosesItsOwnSessions() throws Exception {
        try (WebServer server = WebServer.start("127.0.0.1", 0, new ExplorePage(DataOptions.mnist()))) {
            HttpResponse<byte[]> made = post(server, "sessions", "{}");
            String alone = JSON.readTree(made.body()).get("id").asText();
            String post = "POST /api/explore/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
            List<String> greedy = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                greedy.add(sessionOf(ask(server, "127.0.0.2", post)));
            }
            String path = "/api/explore/sessions/";
            assertEquals(200, get(server, path + alone).statusCode());
            assertEquals(404, get(server, path + greedy.get(0)).statusCode());
            assertEquals(200, get(server, path + greedy.get(299)).statusCode());
        }
    }

    /** Each has a connection of its own, and all of them ask at once, as a class does; 503 asks them to come again, as the page does. */
    @Test
    void fiftyPagesOfOneAddressWork() throws Exception {
        int pages = 50;
        ExecutorService readers = Executors.newFixedThreadPool(pages);
        try (WebServer server = WebServer.start("127.0.0.1", 0, new ExplorePage(DataOptions.mnist()))) {
            List<Future<JsonNode>> states = readers.invokeAll(Collections.nCopies(pages, () -> page(server)));
            JsonNode first = states.get(0).get();
            assertEquals(200, first.get("step").asInt());
            for (Future<JsonNode> state : states) {
                assertEquals(first, state.get());
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** What a page asks for: a session, training, moments with their surfaces, and a pass. */
    private static JsonNode page(WebServer server) throws IOException, InterruptedException {
        URI api = URI.create(server.url()).resolve("/api/explore/");
        HttpClient own = HttpClient.newHttpClient();
        HttpRequest.Builder made = HttpRequest.newBuilder(api.resolve("sessions"));
        JsonNode session = JSON.readTree(sent(own, made.POST(BodyPublishers.ofString("{}"))));
        URI at = api.resolve("sessions/" + session.get("id").asText() + "/");
        for (int steps = 0; steps < 200; ) {
            String body = "{\"branch\": 0, \"steps\": " + (200 - steps) + "}";
            HttpRequest.Builder train =
                    HttpRequest.newBuilder(at.resolve("train")).POST(BodyPublishers.ofString(body));
            steps = JSON.readTree(sent(own, train)).get("steps").asInt();
        }
        for (String look : List.of(
                "surfaces?from=0&to=47&every=5&size=40&units=true",
                "surface?step=200&size=80&units=true",
                "pass?step=200&example=1")) {
            sent(own, HttpRequest.newBuilder(at.resolve(look)));
        }
        return JSON.readTree(sent(own, HttpRequest.newBuilder(at.resolve("state?step=200"))));
    }

    private static byte[] sent(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpRequest asked = request.header("Content-Type", "application/json").build();
        HttpResponse<byte[]> answer = client.send(asked, BodyHandlers.ofByteArray());
        for (int tries = 0; tries < 5 && answer.statusCode() == 503; tries++) {
            Thread.sleep(1000);
            answer = client.send(asked, BodyHandlers.ofByteArray());
        }
        assertEquals(2, answer.statusCode() / 100, () -> asked.uri().getPath());
        return answer.body();
    }

    @Test
    void pagesAreSaved() throws IOException {
        Path page = folder.resolve("xor.html");
        Cli saved = Cli.run("explore", "--save", page.toString());
        assertEquals(0, saved.code(), saved.err());
        assertTrue(Files.size(page) < 1_500_000, Files.size(page) + " bytes");
        assertTrue(SavedRecording.of(page).has("session"));
        assertEquals(500, SavedRecording.digits(page).at("/training/labels").size());
        Path gate = folder.resolve("gate");
        assertEquals(
                0,
                Cli.run("course", "perceptron", "--gate", "XOR", "--out", gate.toString())
                        .code());
        JsonNode recording = SavedRecording.of(gate.resolve("explore.html"));
        assertTrue(
                recording.path("begin").asText().startsWith("perceptron?gate=XOR&"),
                recording.path("begin").asText());
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() throws IOException {
        Path page = folder.resolve("refused.html");
        Path none = folder.resolve("none");
        for (String[] more : new String[][] {{}, {"--save", page.toString()}}) {
            Cli missing = Cli.run(Stream.concat(Stream.of("explore", "--data", none.toString()), Stream.of(more))
                    .toArray(String[]::new));
            assertEquals(1, missing.code());
            assertTrue(missing.err().contains(none + ": no such data folder."), missing.err());
        }
        Path config = folder.resolve("config.json");
        Files.writeString(config, "{\"hidden\": [{\"units\": 99}]}");
        Cli refused = Cli.run("explore", "--save", page.toString(), "--config", config.toString());
        assertEquals(1, refused.code());
        assertTrue(
                refused.err().contains("--config " + config + ": ")
                        && refused.err().contains("units: expected a whole number from 1 to 16, found 99."),
                refused.err());
        assertFalse(Files.exists(page));
        Cli unused = Cli.run("explore", "--config", config.toString());
        assertEquals(2, unused.code());
        assertTrue(unused.err().contains("--config is for explore --save, not for explore"), unused.err());
        assertTrue(Cli.run("explore", "--steps", "5").err().contains("--steps is for explore --save, not for explore"));
    }
}
