package dev.crosscheck.using.serve;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

/** The server without its sockets: the bytes that a client sends go in, what it is answered comes out. */
final class HttpBytes implements AutoCloseable {
    /** How long the server may say nothing before it counts as hanging: many times what any answer takes. */
    private static final long QUIET_SECONDS = 20;

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server, WebServer.http());

    HttpBytes(Answers answers, ServerLimits limits) {
        Guard guard = new Guard("localhost", InetAddress.getLoopbackAddress());
        WebServer.serve(server, connector, guard, answers, limits);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sends bytes in a connection of their own, and ends its output.
     *
     * @return all that was answered until the server closed the connection; may be empty
     * @throws AssertionError if it does not close
     */
    byte[] answer(byte[] request) {
        LocalConnector.LocalEndPoint client = connector.connect();
        try {
            client.addInput(ByteBuffer.wrap(request));
            client.addInputEOF();
            client.waitUntilClosedOrIdleFor(QUIET_SECONDS, TimeUnit.SECONDS);
            if (client.isOpen()) {
                throw new AssertionError("the server neither answers nor closes");
            }
            ByteBuffer output = client.takeOutput();
            byte[] bytes = new byte[output.remaining()];
            output.get(bytes);
            return bytes;
        } finally {
            client.close();
        }
    }

    /** @return bytes that bodies take of the budget */
    long heldBytes() {
        return server.getBean(Bodies.class).heldBytes();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
