package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
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

/** Many connections of one address that ask all the time do not keep a client of another address from quick answers. */
class GreedyClientsIT extends ServerCalls {
    private static final int GREEDY = 100;
    private static final int REQUESTS = Soak.times(12, 100);

    /** Between two requests. */
    private static final long PAUSE_MILLIS = 10;

    /** A person who draws or fills in a form hardly notices this delay. */
    private static final long LONGEST_MILLIS = 2000;

    private static final List<GreedyClients.Kind> KINDS = Soak.oneOf(2, GreedyClients.Kind.OF_PICTURES);

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

    /** As behind a proxy: connections take turns, so that a request waits once for each of the others. */
    @ParameterizedTest
    @EnumSource(names = {"SMALL_PICTURES", "NEW_CONNECTIONS", "SMALL_DRAWINGS", "FILES"})
    void aNormalClientOfTheSameAddressIsAnswered(GreedyClients.Kind kind) throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        try (GreedyClients greedy = new GreedyClients(address, "127.0.0.1", kind, GREEDY)) {
            greedy.awaitAnswer();
            NormalClient normal = new NormalClient(address, List.of(NormalClient.drawing(), NormalClient.picture()));
            NormalClient.Outcome outcome = normal.ask(REQUESTS / 4, PAUSE_MILLIS);
            assertEquals(REQUESTS / 4, outcome.answered(), () -> outcome + " " + greedy);
        }
    }

    private static void answersAll(WebServer server, GreedyClients.Kind kind, int connections, List<byte[]> requests)
            throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        NormalClient normal = new NormalClient(address, requests);
        // A server that has just started answers its first requests slowly, even without other clients.
        normal.ask(20, 0);
        try (GreedyClients greedy = new GreedyClients(address, GreedyClients.ELSEWHERE, kind, connections)) {
            greedy.awaitAnswer();
            NormalClient.Outcome outcome = normal.ask(REQUESTS, PAUSE_MILLIS);
            assertAll(
                    () -> assertEquals(REQUESTS, outcome.answered(), outcome::toString),
                    () -> assertTrue(outcome.longest() < LONGEST_MILLIS, () -> outcome + " " + greedy));
        }
    }
}
