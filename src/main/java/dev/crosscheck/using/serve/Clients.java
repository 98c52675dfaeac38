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
 * The connected clients, and what the server awaits from each. One that takes too long is disconnected; so is, when there are too
 * many, one of the address that has most: the one awaited for longest. A new client is never turned away for idle ones, nor for those
 * of an address that has more: slowness shows only after a while, so the youngest is the likeliest to be normal.
 */
final class Clients extends Handler.Wrapper implements Connection.Listener {
    /** How often clients are looked at; deadlines are kept to within this. */
    private static final long LOOK_MILLIS = 250;

    /** Requests that a client may have sent before it had the answer to the one before: browsers never do that. */
    private static final int MOST_AHEAD = 16;

    private final ServerLimits limits;
    private final Map<Connection, Client> clients = new ConcurrentHashMap<>();
    private final AtomicLong closed = new AtomicLong();
    private final Heap heap;
    private Scheduler.Task next;

    /** What happens next, and whose turn it is: the server's in {@code TURN}, else the client's. */
    private enum Awaited {
        HEADER,
        BODY,
        TURN,
        ANSWER_TAKEN,
        NEXT_REQUEST
    }

    Clients(ServerLimits limits, Heap heap, Handler next) {
        super(next);
        this.limits = limits;
        this.heap = heap;
    }

    /** One connection. */
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

        /** Nothing announces that a later request begins: its bytes show it. */
        synchronized void noticeRequest() {
            if (awaited == Awaited.NEXT_REQUEST && connection.getBytesIn() != bytesBefore) {
                await(Awaited.HEADER);
            }
        }

        /** @return whether too many requests came before the answer to the one before */
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
                // Bodies has the exact deadline and answers; this ends what nobody reads.
                case BODY -> nanos > limits.bodyTime().plus(limits.headerTime()).toNanos();
                case ANSWER_TAKEN -> nanos > limits.answerTime().toNanos();
                case TURN, NEXT_REQUEST -> false;
            };
        }

        /** Answers fit into what the system keeps for a client, unless it reads none of them. */
        synchronized boolean readsNothing() {
            return awaited == Awaited.ANSWER_TAKEN;
        }

        synchronized boolean isWaitedFor() {
            return awaited != Awaited.TURN;
        }

        /** @return less than 0 while it is the client that waits */
        synchronized long nanosWaitedFor() {
            long nanos = System.nanoTime() - since;
            return awaited == Awaited.TURN ? -nanos : nanos;
        }
    }

    /** @return whose a connection is: the address at its other end, whatever a header says, since a client could say anything there */
    static String address(SocketAddress remote) {
        return remote instanceof InetSocketAddress known && known.getAddress() != null
                ? known.getAddress().getHostAddress()
                : "";
    }

    /**
     * Who is there.
     *
     * @param connections that are open
     * @param addresses that have some
     * @param closed connections that were ended since they were too slow, or made room
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
        heap.tidy();
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
                    .filter(client -> client.isWaitedFor() || counts.get(client.address) > counts.get(newcomer.address))
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

    private void end(Client client) {
        closed.incrementAndGet();
        clients.remove(client.connection);
        client.connection.getEndPoint().close();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Client client = clients.get(request.getConnectionMetaData().getConnection());
        if (client == null) {
            // Closed a moment ago: no answer would reach anybody.
            return super.handle(request, response, callback);
        }
        if (client.hasBegun()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Request.addCompletionListener(request, failure -> client.await(Awaited.NEXT_REQUEST));
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
