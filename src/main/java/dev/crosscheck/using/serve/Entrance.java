package dev.crosscheck.using.serve;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Accepts sockets. Jetty queues a task for each before {@link Clients} knows of it, so only a limited number may wait to be opened, in all
 * and of each address. Any more are reset as soon as they are accepted, and leave nothing behind.
 */
final class Entrance extends ServerConnector {
    private final ServerLimits limits;
    private final AtomicInteger unopened = new AtomicInteger();
    private final Map<Object, Integer> unopenedOf = new ConcurrentHashMap<>();

    Entrance(Server server, ServerLimits limits) {
        super(server, 1, 1, WebServer.http());
        this.limits = limits;
    }

    @Override
    public void accept(int acceptor) throws IOException {
        if (getTransport() instanceof ServerSocketChannel listening && listening.isOpen()) {
            SocketChannel socket = listening.accept();
            String address = Clients.address(socket.getRemoteAddress());
            if (unopened.get() >= limits.unopened() || unopenedOf.getOrDefault(address, 0) >= limits.unopened() / 2) {
                reset(socket);
                return;
            }
            socket.configureBlocking(false);
            configure(socket.socket());
            // Only this thread adds, so the counts cannot have grown meanwhile.
            unopened.incrementAndGet();
            unopenedOf.merge(address, 1, Integer::sum);
            getSelectorManager().accept(socket, address);
        }
    }

    /** Closes a socket such that the system forgets it at once, too. */
    private static void reset(SocketChannel socket) throws IOException {
        try (socket) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    private void leave(Object address) {
        unopened.decrementAndGet();
        unopenedOf.computeIfPresent(address, (any, count) -> count == 1 ? null : count - 1);
    }

    /** For each accepted socket, Jetty calls one of the two methods without an exception, once. */
    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            public void connectionOpened(Connection connection, Object address) {
                super.connectionOpened(connection, address);
                leave(address);
            }

            @Override
            protected void onAcceptFailed(SelectableChannel channel, Throwable cause, Object address) {
                leave(address);
                super.onAcceptFailed(channel, cause, address);
            }
        };
    }
}
