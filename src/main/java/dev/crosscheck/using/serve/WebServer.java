package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TableModel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
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
 * A web server for one trained network, with a page to draw on or a form to fill in, and a JSON interface.
 *
 * <p>{@code GET /} is the page; {@code GET /api/model} describes the network; {@code GET /healthz} is the health check. For images,
 * {@code POST /api/predict} takes a PNG, a JPEG or a drawing as JSON, and returns the class, the probabilities, the network's input and the
 * outputs of the hidden units. For tables, it takes rows as JSON, and returns a prediction and the influence of the columns for each.
 * Errors are JSON too, with what was wrong and what to do.
 */
public final class WebServer implements AutoCloseable {
    private static final int MOST_THREADS = 16;
    private static final int LEAST_THREADS = 4;

    /** Length of the queue of connections to accept; when it is full, a client tries again only after a second. */
    private static final int MOST_UNACCEPTED = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final long IDLE_MILLIS = 30_000;

    /** Jetty's own threads close the connections: they take no time unless the machine is busy. */
    private static final long THREADS_END_MILLIS = 3_000;

    private final String host;
    private final Server server;
    private final ServerConnector connector;
    private final long stopMillis;

    private WebServer(String host, int port, Site site, ServerLimits limits) {
        this.host = host;
        stopMillis = limits.stopTime().toMillis();
        InetAddress address = address(host);
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("http");
        threads.setStopTimeout(THREADS_END_MILLIS);
        server = new Server(threads);
        connector = new Entrance(server, limits);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(MOST_UNACCEPTED);
        connector.setShutdownIdleTimeout(stopMillis);
        serve(server, connector, new Guard(host, address), site, limits);
    }

    /** @return HTTP/1.0 and 1.1 without protocol upgrades */
    static HttpConnectionFactory http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return new HttpConnectionFactory(http);
    }

    /** Installs the handlers that answer requests of any kind of connector. */
    static void serve(Server server, AbstractConnector connector, Guard guard, Site site, ServerLimits limits) {
        Bodies bodies = new Bodies(limits);
        // A separate pool, so that work is not queued behind Jetty's tasks for thousands of connections.
        QueuedThreadPool workers = new QueuedThreadPool();
        workers.setName("http-work");
        workers.setStopTimeout(limits.stopTime().toMillis());
        FairQueue turns = new FairQueue(
                workers, server.getScheduler(), limits, Runtime.getRuntime().availableProcessors());
        workers.setMinThreads(1);
        workers.setMaxThreads(turns.workers());
        CallHandler calls = new CallHandler(site, bodies, turns);
        Clients clients = new Clients(limits, guard);
        long start = System.nanoTime();
        guard.setHandler(new Routes(
                site,
                () -> new Routes.Health(
                        turns.state(),
                        calls.refused(),
                        clients.state(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)),
                calls));
        connector.addBean(clients, false);
        server.addBean(workers);
        server.addBean(turns);
        server.addBean(bodies);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(clients));
        server.setErrorHandler(new JsonErrors());
    }

    /** Starts a server for an image model, as {@link #start(String, int, Site)} does; facts are the answer of {@code /api/model}. */
    public static WebServer start(String host, int port, ImageClassifier classifier, ModelFacts facts) {
        return start(host, port, new PictureAnswers(classifier, facts), ServerLimits.USUAL);
    }

    /** Starts a server for a table model, as {@link #start(String, int, Site)} does; facts are the answer of {@code /api/model}. */
    public static WebServer start(String host, int port, TableModel model, TableFacts facts) {
        return start(host, port, new RowAnswers(model, facts), ServerLimits.OF_ROWS);
    }

    /**
     * Starts a server for any site.
     *
     * @param host name or address of one of this machine's interfaces; only loopback ones are not reachable for others
     * @param port port to listen on; 0 takes any free one
     * @param site the site; bodies are limited to 1 MiB
     * @throws CrosscheckException if there is no such host here or the port is in use
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

    /** @return the URL of the page */
    public String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
    }

    /** @return the port that it listens on */
    public int port() {
        return connector.getLocalPort();
    }

    /** @return bytes of the memory budget for bodies in use */
    long heldBytes() {
        return server.getBean(Bodies.class).heldBytes();
    }

    /**
     * Stops the server: closes idle connections, rejects queued requests, waits for running ones for at most three seconds, and closes all
     * connections.
     */
    @Override
    public void close() {
        try {
            CompletableFuture<Void> finished = Graceful.shutdown(server);
            connector.getBean(Clients.class).endIdle();
            finished.get(stopMillis, TimeUnit.MILLISECONDS);
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
