package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Many connections of one address that ask without end keep a client of another address neither from its answers nor waiting. */
class GreedyClientsIT extends ServerCalls {
    private static final int GREEDY = 100;
    private static final int REQUESTS = 100;

    /** What a person who draws or fills in a form takes for an answer at once, or nearly so. */
    private static final long LONGEST_MILLIS = 2000;

    private static final List<GreedyClients.Kind> KINDS = GreedyClients.Kind.OF_PICTURES;

    @ParameterizedTest
    @FieldSource("KINDS")
    void aNormalClientIsAnswered(GreedyClients.Kind kind) throws IOException, InterruptedException {
        answersAll(server, kind, GREEDY, List.of(NormalClient.drawing(), NormalClient.picture()));
    }

    @Test
    void aNormalClientIsAnsweredBesideMoreConnectionsThanThereArePlaces() throws IOException, InterruptedException {
        int connections = ServerLimits.USUAL.connections() + GREEDY;
        answersAll(server, GreedyClients.Kind.SMALL_PICTURES, connections, List.of(NormalClient.drawing()));
    }

    @Test
    void aNormalClientIsAnsweredByATablesModel() throws IOException, InterruptedException {
        TableModel model = PenguinModels.of("species");
        byte[] row =
                NormalClient.post("application/json", GreedyClients.row().getBytes(StandardCharsets.US_ASCII), true);
        try (WebServer tables = WebServer.start("127.0.0.1", 0, model, TableFacts.of("m", model, null, 0.5, "test"))) {
            answersAll(tables, GreedyClients.Kind.ROWS, GREEDY, List.of(row));
        }
    }

    /** As behind a proxy: connections take turns, so that it waits once for each of the others. */
    @ParameterizedTest
    @EnumSource(names = {"SMALL_PICTURES", "NEW_CONNECTIONS", "SMALL_DRAWINGS", "FILES"})
    void soIsOneOfTheSameAddress(GreedyClients.Kind kind) throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        try (GreedyClients greedy = new GreedyClients(address, "127.0.0.1", kind, GREEDY)) {
            Thread.sleep(NormalClient.LEAD_MILLIS);
            NormalClient normal = new NormalClient(address, List.of(NormalClient.drawing(), NormalClient.picture()));
            NormalClient.Outcome outcome = normal.ask(REQUESTS / 10, pauseMillis(kind));
            assertEquals(REQUESTS / 10, outcome.answered(), () -> outcome + " " + greedy);
        }
    }

    /** Between two requests: a hundred of them last until the greedy have had an answer, too, which takes large ones longer. */
    private static long pauseMillis(GreedyClients.Kind kind) {
        boolean large = kind == GreedyClients.Kind.LARGE_DRAWINGS || kind == GreedyClients.Kind.LARGE_PICTURES;
        return large ? 50 : 10;
    }

    private static void answersAll(WebServer server, GreedyClients.Kind kind, int connections, List<byte[]> requests)
            throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        NormalClient normal = new NormalClient(address, requests);
        // A server that has just started answers its first requests slowly, whoever else asks.
        normal.ask(REQUESTS / 5, 0);
        try (GreedyClients greedy = new GreedyClients(address, GreedyClients.ELSEWHERE, kind, connections)) {
            Thread.sleep(NormalClient.LEAD_MILLIS);
            NormalClient.Outcome outcome = normal.ask(REQUESTS, pauseMillis(kind));
            assertAll(
                    () -> assertEquals(REQUESTS, outcome.answered(), outcome::toString),
                    () -> assertTrue(outcome.longest() < LONGEST_MILLIS, outcome::toString),
                    () -> assertTrue(greedy.toString().contains("200="), () -> "answers to the greedy: " + greedy));
        }
    }
}
