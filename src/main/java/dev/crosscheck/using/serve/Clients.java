package dev.crosscheck.using.serve;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Tracks connected clients and what the server is waiting for. A client that takes too long is disconnected. If there are too many clients,
 * one of the address with the most connections is disconnected: the one that has been waited for longest. A new client is never rejected in
 * favour of idle ones, or of those of an address with more connections: slow clients show only after a while, so the newest is the most
 * likely to be normal. Of an address with fewer connections, only a client between two requests is disconnected.
 */
final class Clients extends Handler.Wrapper implements Connection.Listener {
    /** Interval between checks; deadlines are accurate to this. */
    private static final long LOOK_MILLIS = 250;

    /** Requests that a client may send before it has the answer to the previous one; browsers never do so. */
    private static final int MOST_AHEAD = 16;

    private final ServerLimits limits;
    private final Map<Connection, Client> clients = new ConcurrentHashMap<>();
    private final AtomicLong closed = new AtomicLong();
    private Scheduler.Task next;
    private volatile boolean ending;

    /** What happens next on a connection. In {@code TURN} the client waits for the server, otherwise the server waits for the client. */
    private enum Awaited {
        HEADER,
        BODY,
        TURN,
        ANSWER_TAKEN,
        NEXT_REQUEST
    }

    Clients(ServerLimits limits, Handler next) {
        super(next);
        this.limits = limits;
    }

    private static final class Client {
        private final Connection connection;
        private final String address;
        private Awaited awaited = Awaited.HEADER;
        private long since = System.nanoTime();
        private long bytesBefore;
        private int ahead;

        Client(Connection connection) {
            this.connection = connection;
            address = address(connection.getEndPoint().getRemoteSocketAddress());
        }

        synchronized void await(Awaited what) {
            if (awaited != what) {
                awaited = what;
                since = System.nanoTime();
                bytesBefore = connection.getBytesIn();
            }
        }

        /** The start of a later request is not signalled by Jetty, but shows as received bytes. */
        synchronized void noticeRequest() {
            if (awaited == Awaited.NEXT_REQUEST && connection.getBytesIn() != bytesBefore) {
                await(Awaited.HEADER);
            }
        }

        /** @return whether too many requests came before the answer to the previous one */
        synchronized boolean hasBegun() {
            if (awaited == Awaited.NEXT_REQUEST && connection.getBytesIn() == bytesBefore) {
                ahead++;
            }
            await(Awaited.BODY);
            return ahead > MOST_AHEAD;
        }

        synchronized boolean isTooSlow(ServerLimits limits) {
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

        /** Answers fit into the system's send buffer unless the client reads none of them. */
        synchronized boolean readsNothing() {
            return awaited == Awaited.ANSWER_TAKEN;
        }

        /** @param more how many more connections its address has than that of the newcomer, in whose favour it is disconnected or not */
        synchronized boolean givesWay(long more) {
            return more > 0 || awaited == Awaited.NEXT_REQUEST || more == 0 && awaited != Awaited.TURN;
        }

        /** @return whether there is nothing to answer: no request has come, or not all of its header */
        synchronized boolean isIdle() {
            return awaited == Awaited.NEXT_REQUEST || awaited == Awaited.HEADER;
        }

        /** @return how long the client has been waited for; negative while the client waits for the server */
        synchronized long nanosWaitedFor() {
            long nanos = System.nanoTime() - since;
            return awaited == Awaited.TURN ? -nanos : nanos;
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
    record State(int connections, long addresses, long closed) {}

    State state() {
        return new State(
                clients.size(),
                clients.values().stream()
                        .map(client -> client.address)
                        .distinct()
                        .count(),
                closed.get());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        look();
    }

    @Override
    protected void doStop() throws Exception {
        synchronized (this) {
            next.cancel();
        }
        super.doStop();
    }

    private synchronized void look() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        for (Client client : clients.values()) {
            client.noticeRequest();
            if (client.isTooSlow(limits)) {
                end(client);
            }
        }
        next = getServer().getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void onOpened(Connection connection) {
        Client newcomer = new Client(connection);
        clients.put(connection, newcomer);
        Map<String, Long> counts = clients.values().stream()
                .collect(Collectors.groupingBy(client -> client.address, Collectors.counting()));
        boolean tooManyThere = counts.get(newcomer.address) > limits.perAddress();
        if (tooManyThere || clients.size() > limits.connections()) {
            Optional<Client> greediest = clients.values().stream()
                    .filter(client -> client != newcomer)
                    .filter(client -> !tooManyThere || client.address.equals(newcomer.address))
                    .filter(client -> client.givesWay(counts.get(client.address) - counts.get(newcomer.address)))
                    .max(Comparator.<Client>comparingLong(client -> counts.get(client.address))
                            .thenComparing(Client::readsNothing)
                            .thenComparingLong(Client::nanosWaitedFor));
            end(greediest.orElse(newcomer));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        clients.remove(connection);
    }

    /** Closes the connections without a request, and others when they have their answer: browsers would keep them open. */
    void endIdle() {
        ending = true;
        for (Client client : clients.values()) {
            if (client.isIdle()) {
                end(client);
            }
        }
    }

    private void end(Client client) {
        closed.incrementAndGet();
        clients.remove(client.connection);
        client.connection.getEndPoint().close();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Client client = clients.get(request.getConnectionMetaData().getConnection());
        if (client == null) {
            // Closed a moment ago, so the answer will not reach anyone.
            return super.handle(request, response, callback);
        }
        if (client.hasBegun()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Request.addCompletionListener(request, failure -> {
            client.await(Awaited.NEXT_REQUEST);
            if (ending) {
                end(client);
            }
        });
        Request watched = new Request.Wrapper(request) {
            @Override
            public Content.Chunk read() {
                Content.Chunk chunk = super.read();
                if (chunk != null && chunk.isLast()) {
                    client.await(Awaited.TURN);
                }
                return chunk;
            }
        };
        return super.handle(watched, watched(watched, response, client), callback);
    }

    private static Response watched(Request request, Response response, Client client) {
        return new Response.Wrapper(request, response) {
            @Override
            public void write(boolean last, ByteBuffer bytes, Callback callback) {
                client.await(Awaited.ANSWER_TAKEN);
                super.write(last, bytes, callback);
            }
        };
    }
}
