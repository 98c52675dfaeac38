package dev.crosscheck.using.serve;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Accepts sockets. Jetty would queue a task for each before {@link Clients} knows of it, so Jetty gets only a few at a time, from the
 * addresses in turn. A limited number may wait for that, in all and of each address. Any more are reset as soon as they are accepted.
 */
final class Entrance extends ServerConnector {
    /** Sockets that Jetty is opening at the same time; a newcomer waits for these and for one of each other address. */
    private static final int MOST_OPENING = 4;

    private final ServerLimits limits;
    /** Accepted sockets by address, in the order of their turns. Its lock guards the counts, too; no method of Jetty or the system is called under it. */
    private final Map<String, Queue<SocketChannel>> queues = new LinkedHashMap<>();

    private int waiting;
    private int opening;

    Entrance(Server server, ServerLimits limits) {
        super(server, 1, 1, WebServer.http());
        this.limits = limits;
    }

    @Override
    public void accept(int acceptor) throws IOException {
        if (getTransport() instanceof ServerSocketChannel listening && listening.isOpen()) {
            SocketChannel socket = listening.accept();
            String address = Clients.address(socket.getRemoteAddress());
            if (isFull(address)) {
                try (socket) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset: the system forgets it, too
                    return;
                }
            }
            socket.configureBlocking(false);
            configure(socket.socket());
            synchronized (queues) { // only this thread adds
                queues.computeIfAbsent(address, any -> new ArrayDeque<>()).add(socket);
                waiting++;
            }
            openNext();
        }
    }

    private boolean isFull(String address) {
        synchronized (queues) {
            Queue<SocketChannel> own = queues.get(address);
            return waiting >= limits.unopened() || own != null && own.size() >= limits.unopened() / 2;
        }
    }

    private void openNext() {
        for (SocketChannel next = next(); next != null; next = next()) {
            getSelectorManager().accept(next);
        }
    }

    private SocketChannel next() {
        synchronized (queues) {
            if (waiting == 0 || opening == MOST_OPENING) {
                return null;
            }
            waiting--;
            opening++;
            String address = queues.keySet().iterator().next();
            Queue<SocketChannel> own = queues.remove(address);
            SocketChannel next = own.remove();
            if (!own.isEmpty()) {
                queues.put(address, own);
            }
            return next;
        }
    }

    private void hasOpened() {
        synchronized (queues) {
            opening--;
        }
        openNext();
    }

    /** Jetty ends each socket's opening by one of the two calls. */
    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            public void connectionOpened(Connection connection, Object attachment) {
                super.connectionOpened(connection, attachment);
                hasOpened();
            }

            @Override
            protected void onAcceptFailed(SelectableChannel channel, Throwable cause, Object attachment) {
                super.onAcceptFailed(channel, cause, attachment);
                hasOpened();
            }
        };
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        synchronized (queues) {
            queues.values().forEach(own -> own.forEach(IO::close));
        }
    }
}
