package dev.crosscheck.using.serve;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * If the server listens on the loopback interface only, accepts only requests with a loopback name in their Host header. Otherwise a web
 * page could make its own name resolve to 127.0.0.1 and read the answers (DNS rebinding).
 */
final class Guard extends Handler.Wrapper {
    private final Set<String> names;

    /**
     * @param host as given by the user
     * @param address what it resolves to
     */
    Guard(String host, InetAddress address) {
        names = new HashSet<>();
        if (address.isLoopbackAddress()) {
            names.addAll(List.of("localhost", "127.0.0.1", "::1", "[::1]"));
            names.addAll(List.of(address.getHostAddress(), host.toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String name = Request.getServerName(request);
        if (names.isEmpty() || name != null && names.contains(name.toLowerCase(Locale.ROOT))) {
            return super.handle(request, response, callback);
        }
        Replies.failure(
                response,
                callback,
                HttpStatus.MISDIRECTED_REQUEST_421,
                "This server answers to localhost and 127.0.0.1 only.",
                "Use one of these names, or start the server with --host.");
        return true;
    }
}
