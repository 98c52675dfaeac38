package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are slow on purpose, more than the server has threads, do not keep a normal client from its answers. */
class SlowClientsIT extends ServerCalls {
    private static final int SLOW = 300;
    private static final int REQUESTS = 10;

    @ParameterizedTest
    @EnumSource
    void aNormalClientIsAnswered(SlowClients.Kind kind) throws InterruptedException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        try (SlowClients slow = new SlowClients(address, kind, SLOW)) {
            // Connections are accepted in order: the first answer comes when all slow clients are there.
            NormalClient.Outcome outcome =
                    new NormalClient(slow.server(), List.of(NormalClient.drawing())).ask(REQUESTS);
            assertEquals(REQUESTS, outcome.answered(), outcome::toString);
        }
    }
}
