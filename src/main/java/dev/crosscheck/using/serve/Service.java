package dev.crosscheck.using.serve;

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
    private final Turns quick;
    private final Turns others;

    /**
     * @param host as the user gave it
     * @param address what it resolves to
     */
    Service(String host, InetAddress address, Site site, ServerLimits limits) {
        bodies = new Bodies(limits);
        Heap heap = new Heap();
        // What costs little is answered by a thread of its own, whatever pictures are being decoded.
        quick = new Turns("http-quick", 1, limits);
        others = new Turns("http-others", Runtime.getRuntime().availableProcessors(), limits);
        Handler calls = new CallHandler(site, bodies, quick, others, heap);
        Routes routes = new Routes(site, () -> Turns.health(List.of(quick, others), limits.stuckAfter()), calls);
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
        quick.close();
        others.close();
    }
}
