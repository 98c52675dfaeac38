package dev.crosscheck.using.serve;

import dev.crosscheck.using.predict.ImageClassifier;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The way of a request from its connection to its answer, and the threads that answer, whatever the connector. */
final class Service implements AutoCloseable {
    private final Clients clients;
    private final Handler first;
    private final Bodies bodies;
    private final Turns drawings;
    private final Turns pictures;

    /**
     * @param host as the user gave it
     * @param address what it resolves to
     */
    Service(String host, InetAddress address, ImageClassifier classifier, ModelFacts facts, ServerLimits limits) {
        bodies = new Bodies(limits);
        Heap heap = new Heap();
        // Drawings cost little, so one thread answers any number of them, whatever pictures are being decoded.
        drawings = new Turns("http-drawings", 1, limits);
        pictures = new Turns("http-pictures", Runtime.getRuntime().availableProcessors(), limits);
        Handler predict = new PredictHandler(classifier, facts.threshold(), bodies, drawings, pictures, heap);
        Routes routes =
                new Routes(facts, () -> Turns.health(List.of(drawings, pictures), limits.stuckAfter()), predict);
        clients = new Clients(limits, heap, new Guard(host, address, routes));
        first = new GracefulHandler(clients);
    }

    /** @return HTTP/1.0 and 1.1, and nothing that a connection could be upgraded to */
    static HttpConnectionFactory http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return new HttpConnectionFactory(http);
    }

    /** Answers what arrives by a connector. */
    void serve(Server server, AbstractConnector connector) {
        connector.addBean(clients, false);
        server.addConnector(connector);
        server.setHandler(first);
        server.setErrorHandler(new JsonErrors());
    }

    Bodies bodies() {
        return bodies;
    }

    @Override
    public void close() {
        drawings.close();
        pictures.close();
    }
}
