package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TableModel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server with a page to draw on, or a form to fill in, and the JSON interface, for one trained network.
 *
 * <p>{@code GET /} is the page; {@code GET /api/model} describes the network; {@code POST /api/predict} takes a PNG, a
 * JPEG or a drawing as JSON, and gives the digit, the probabilities, the input as the network saw it and the hidden
 * units' values, or, of a model of a table, rows as JSON, and gives each one's answer and what moved it; {@code GET /healthz}
 * says whether they are answered. Errors are JSON too, with what was wrong and what to do.
 */
public final class WebServer implements AutoCloseable {
    private static final int MOST_THREADS = 16;
    private static final int LEAST_THREADS = 4;

    /** A burst of connections waits here; when this is full, a client tries again only after a second. */
    private static final int MOST_UNACCEPTED = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final long IDLE_MILLIS = 30_000;
    private static final long STOP_MILLIS = 3_000;

    private final String host;
    private final Server server;
    private final ServerConnector connector;

    private WebServer(String host, int port, Site site, ServerLimits limits) {
        this.host = host;
        InetAddress address = address(host);
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("http");
        threads.setStopTimeout(STOP_MILLIS);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, http());
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(MOST_UNACCEPTED);
        serve(server, connector, new Guard(host, address), site, limits);
    }

    /** @return HTTP/1.0 and 1.1, and nothing that a connection could be upgraded to */
    static HttpConnectionFactory http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return new HttpConnectionFactory(http);
    }

    /** Has a server answer what arrives by a connector, whatever that is. */
    static void serve(Server server, AbstractConnector connector, Guard guard, Site site, ServerLimits limits) {
        Bodies bodies = new Bodies(limits);
        Heap heap = new Heap();
        // Of its own, so that work does not queue behind what Jetty does for thousands of connections.
        QueuedThreadPool workers = new QueuedThreadPool();
        workers.setName("http-work");
        workers.setStopTimeout(STOP_MILLIS);
        Turns turns = new Turns(
                workers, server.getScheduler(), limits, Runtime.getRuntime().availableProcessors());
        workers.setMinThreads(1);
        workers.setMaxThreads(turns.workers());
        CallHandler calls = new CallHandler(site, bodies, turns, heap);
        Clients clients = new Clients(limits, heap, guard);
        long start = System.nanoTime();
        guard.setHandler(new Routes(
                site,
                () -> Routes.Health.of(
                        turns.state(), calls.refused(), clients.state(), Duration.ofNanos(System.nanoTime() - start)),
                calls));
        connector.addBean(clients, false);
        server.addBean(workers);
        server.addBean(turns);
        server.addBean(bodies);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(clients));
        server.setErrorHandler(new JsonErrors());
    }

    /**
     * Starts a server.
     *
     * @param host the name or address of one of this machine's interfaces; only loopback ones keep others out
     * @param port where to listen; 0 takes any free one
     * @param classifier answers
     * @param facts what {@code /api/model} answers
     * @throws CrosscheckException if there is no such host here or the port is taken
     */
    public static WebServer start(String host, int port, ImageClassifier classifier, ModelFacts facts) {
        return start(host, port, new PictureAnswers(classifier, facts), ServerLimits.USUAL);
    }

    /**
     * Starts a server of a model of a table.
     *
     * @param model answers
     * @param facts what {@code /api/model} answers
     * @throws CrosscheckException if there is no such host here or the port is taken
     */
    public static WebServer start(String host, int port, TableModel model, TableFacts facts) {
        return start(host, port, new RowAnswers(model, facts), ServerLimits.OF_ROWS);
    }

    /**
     * Starts a server of anything.
     *
     * @param host the name or address of one of this machine's interfaces; only loopback ones keep others out
     * @param port where to listen; 0 takes any free one
     * @param site answers, to bodies of 1 MiB at most
     * @throws CrosscheckException if there is no such host here or the port is taken
     */
    public static WebServer start(String host, int port, Site site) {
        return start(host, port, site, ServerLimits.OF_ROWS);
    }

    static WebServer start(String host, int port, Site site, ServerLimits limits) {
        WebServer made = new WebServer(host, port, site, limits);
        try {
            made.server.start();
            return made;
        } catch (Exception e) {
            made.close();
            Throwable cause = e.getCause() instanceof BindException ? e.getCause() : e;
            throw new CrosscheckException(
                    host + ", port " + port + ": cannot be listened on: " + cause.getMessage(),
                    "Choose another port with --port (0 takes any free one), or end the program that uses this one.",
                    e);
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new CrosscheckException(
                    "--host " + host + ": expected a name or address of this machine, found none of that name.",
                    "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all who can reach it.",
                    e);
        }
    }

    /** @return whether only this machine can reach the server */
    public boolean isLocal() {
        return address(host).isLoopbackAddress();
    }

    /** @return where the page is */
    public String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
    }

    /** @return the port that it listens on */
    public int port() {
        return connector.getLocalPort();
    }

    /** @return bytes of their budget that bodies take now */
    long heldBytes() {
        return server.getBean(Bodies.class).heldBytes();
    }

    /**
     * Stops: turns away what waits for its turn, lets running requests finish, for three seconds at most, and closes all connections.
     */
    @Override
    public void close() {
        try {
            Graceful.shutdown(server).get(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("requests are cut off", e);
        }
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
