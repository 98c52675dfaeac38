package dev.crosscheck.using.serve;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EventsHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Tracks connected clients and what the server is waiting for. A client that takes too long is disconnected. If there are too many clients,
 * one of the address with the most connections is disconnected: the one that has been waited for longest. A new client is never rejected in
 * favour of idle ones, or of those of an address with more connections: slow clients show only after a while, so the newest is the most
 * likely to be normal. Of an address with fewer connections, only a client between two requests is disconnected.
 */
final class Clients extends EventsHandler implements Connection.Listener {
    /** Interval between checks; deadlines are accurate to this. */
    private static final long LOOK_MILLIS = 250;

    /** Requests that a client may send before it has the answer to the previous one; browsers never do so. */
    private static final int MOST_AHEAD = 16;

    private final ServerLimits limits;
    private final Map<Connection, Client> clients = new ConcurrentHashMap<>();
    /** The clients of each address, in the order in which they give way. Changed under this object's lock; no method of Jetty is called under it. */
    private final Map<String, NavigableSet<Client>> addresses = new HashMap<>();

    private long changes;
    private long closed;
    private volatile boolean ending;

    /** What happens next on a connection. In {@code TURN} the client waits for the server, otherwise the server waits for the client. */
    private enum Awaited {
        HEADER,
        BODY,
        TURN,
        ANSWER_TAKEN,
        NEXT_REQUEST
    }

    /**
     * Clients that read nothing are first, since answers fit into the system's send buffer, and then those that have been waited for
     * longest. Clients that wait for the server are last, and of them those that have waited longest.
     */
    private static final Comparator<Client> GIVES_WAY_FIRST = Comparator.<Client, Boolean>comparing(
                    client -> client.awaited == Awaited.TURN)
            .thenComparing(client -> client.awaited != Awaited.ANSWER_TAKEN)
            .thenComparingLong(client -> client.awaited == Awaited.TURN ? -client.change : client.change);

    Clients(ServerLimits limits, Handler next) {
        super(next);
        this.limits = limits;
    }

    private static final class Client {
        private final Connection connection;
        private final String address;
        private Awaited awaited = Awaited.HEADER;
        private long since = System.nanoTime();
        private long change;
        private long bytesBefore;
        private int ahead;

        Client(Connection connection) {
            this.connection = connection;
            address = address(connection.getEndPoint().getRemoteSocketAddress());
        }

        /** @return whether bytes have come since the last change; Jetty does not signal the start of a later request */
        boolean hasSent() {
            return connection.getBytesIn() != bytesBefore;
        }

        boolean isTooSlow(ServerLimits limits) {
            long nanos = System.nanoTime() - since;
            return switch (awaited) {
                case HEADER -> nanos > limits.headerTime().toNanos();
                // Bodies enforces the exact deadline and answers; this disconnects a client that does not read the
                // answer.
                case BODY -> nanos > limits.bodyTime().plus(limits.headerTime()).toNanos();
                case ANSWER_TAKEN -> nanos > limits.answerTime().toNanos();
                case TURN, NEXT_REQUEST -> false;
            };
        }
    }

    /** @return the client's network address; headers are ignored because a client can set them to anything */
    static String address(SocketAddress remote) {
        return remote instanceof InetSocketAddress known && known.getAddress() != null
                ? known.getAddress().getHostAddress()
                : "";
    }

    /**
     * Counts of connected clients, for {@code /healthz}.
     *
     * @param connections open connections
     * @param addresses addresses with open connections
     * @param closed connections closed since the start because they were too slow or to make room for others
     */
    record State(int connections, int addresses, long closed) {}

    synchronized State state() {
        return new State(clients.size(), addresses.size(), closed);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        look();
    }

    private void look() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        endAll(client -> {
            if (client.awaited == Awaited.NEXT_REQUEST && client.hasSent()) {
                await(client, Awaited.HEADER);
            }
            return client.isTooSlow(limits);
        });
        getServer().getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        add(new Client(connection)).ifPresent(Clients::close);
    }

    /** @return the client to close, if there are too many now */
    private synchronized Optional<Client> add(Client newcomer) {
        newcomer.change = changes++;
        clients.put(newcomer.connection, newcomer);
        NavigableSet<Client> own = addresses.computeIfAbsent(newcomer.address, any -> new TreeSet<>(GIVES_WAY_FIRST));
        own.add(newcomer);
        boolean tooManyThere = own.size() > limits.perAddress();
        if (!tooManyThere && clients.size() <= limits.connections()) {
            return Optional.empty();
        }
        Client greediest = (tooManyThere ? Stream.of(own) : addresses.values().stream())
                .flatMap(there -> givesWay(there, there.size() - own.size(), newcomer))
                .max(Comparator.<Client>comparingInt(
                                client -> addresses.get(client.address).size())
                        .thenComparing(GIVES_WAY_FIRST.reversed()))
                .orElse(newcomer);
        remove(greediest);
        return Optional.of(greediest);
    }

    /**
     * @param more how many more connections an address has than that of the newcomer
     * @return the client of the address that is disconnected in favour of the newcomer, if there is one
     */
    private static Stream<Client> givesWay(NavigableSet<Client> there, int more, Client newcomer) {
        return there.stream()
                .takeWhile(client -> more > 0 || client.awaited != Awaited.TURN)
                .filter(client -> client != newcomer && (more >= 0 || client.awaited == Awaited.NEXT_REQUEST))
                .limit(1);
    }

    private synchronized void await(Client client, Awaited what) {
        if (client == null || client.awaited == what || !clients.containsKey(client.connection)) {
            return;
        }
        NavigableSet<Client> own = addresses.get(client.address);
        own.remove(client);
        client.awaited = what;
        client.since = System.nanoTime();
        client.change = changes++;
        client.bytesBefore = client.connection.getBytesIn();
        own.add(client);
    }

    /** @return whether too many requests came before the answer to the previous one */
    private synchronized boolean hasBegun(Client client) {
        if (client.awaited == Awaited.NEXT_REQUEST && !client.hasSent()) {
            client.ahead++;
        }
        await(client, Awaited.BODY);
        return client.ahead > MOST_AHEAD;
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        Client client = clients.remove(connection);
        if (client != null) {
            addresses.computeIfPresent(client.address, (address, there) -> {
                there.remove(client);
                return there.isEmpty() ? null : there;
            });
        }
    }

    /** Closes connections that have no whole header of a request at once, and the others after their answer, since browsers would keep them open. */
    void endIdle() {
        ending = true;
        endAll(client -> client.awaited == Awaited.NEXT_REQUEST || client.awaited == Awaited.HEADER);
    }

    private void endAll(Predicate<Client> which) {
        List<Client> ended;
        synchronized (this) {
            ended = clients.values().stream().filter(which).toList();
            ended.forEach(this::remove);
        }
        ended.forEach(Clients::close);
    }

    private synchronized void remove(Client client) {
        closed++;
        onClosed(client.connection);
    }

    private static void close(Client client) {
        client.connection.getEndPoint().close();
    }

    /** @return the client of a request; null if it was closed a moment ago, so that the answer will not reach anyone */
    private Client client(Request request) {
        return clients.get(request.getConnectionMetaData().getConnection());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Client client = client(request);
        if (client != null && hasBegun(client)) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        return super.handle(request, response, callback);
    }

    @Override
    protected void onRequestRead(Request request, Content.Chunk chunk) {
        if (chunk != null && chunk.isLast()) {
            await(client(request), Awaited.TURN);
        }
    }

    @Override
    protected void onResponseWrite(Request request, boolean last, ByteBuffer bytes) {
        await(client(request), Awaited.ANSWER_TAKEN);
    }

    @Override
    protected void onComplete(Request request, int status, HttpFields headers, Throwable failure) {
        await(client(request), Awaited.NEXT_REQUEST);
        if (ending) {
            endIdle();
        }
    }
}
