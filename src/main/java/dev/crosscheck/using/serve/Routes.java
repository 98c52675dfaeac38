package dev.crosscheck.using.serve;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Routes paths to the site's files, the health check, and calls. */
final class Routes extends Handler.Wrapper {
    static final String HEALTH = "/healthz";
    private static final String READING = "GET, HEAD";

    private final Site site;
    private final Map<String, Packed> files;
    private final Supplier<Health> health;

    /**
     * The answer of {@code /healthz}, for monitoring.
     *
     * @param status {@code ok}, or {@code stuck} if so many requests have been worked on for too long that others do not get a turn
     * @param turns state of the queue
     * @param refused number of requests since the start that were answered with 503 because of overload
     * @param clients connected clients
     * @param uptimeSeconds time since the start
     */
    record Health(
            String status,
            @JsonUnwrapped FairQueue.State turns,
            long refused,
            @JsonUnwrapped Clients.State clients,
            long uptimeSeconds) {
        static Health of(FairQueue.State turns, long refused, Clients.State clients, Duration uptime) {
            return new Health(turns.stuck() ? "stuck" : "ok", turns, refused, clients, uptime.toSeconds());
        }
    }

    /**
     * @param site provides the files and the paths of calls
     * @param health supplies the state of the server
     * @param calls handles calls
     */
    Routes(Site site, Supplier<Health> health, Handler calls) {
        super(calls);
        this.site = site;
        this.files = new HashMap<>();
        site.files().forEach((path, file) -> files.put(path, Packed.of(file)));
        this.health = health;
    }

    /** @return the call of a request whose path the site has */
    static Site.Call call(Request request) {
        Map<String, String> query = new LinkedHashMap<>();
        try {
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                query.put(field.getName(), field.getValue());
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new HttpException.RuntimeException(
                    HttpStatus.BAD_REQUEST_400, "the query is not encoded correctly", e);
        }
        String method = HttpMethod.HEAD.is(request.getMethod()) ? HttpMethod.GET.asString() : request.getMethod();
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return new Site.Call(
                method,
                Request.getPathInContext(request),
                query,
                type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT),
                Clients.address(request.getConnectionMetaData().getRemoteSocketAddress()));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        String method = request.getMethod();
        boolean reads = HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
        Packed file = files.get(path);
        if (reads && file != null) {
            file.send(request, response, callback);
            return true;
        }
        if (reads && HEALTH.equals(path)) {
            Health now = health.get();
            boolean well = now.status().equals("ok");
            Replies.json(response, callback, well ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503, now);
            return true;
        }
        if (site.methods(path).contains(reads ? "GET" : method)) {
            return super.handle(request, response, callback);
        }
        refuse(path, response, callback);
        return true;
    }

    private void refuse(String path, Response response, Callback callback) {
        List<String> methods = site.methods(path);
        boolean known = !methods.isEmpty() || HEALTH.equals(path) || files.containsKey(path);
        if (known) {
            String allowed = methods.isEmpty() ? READING : String.join(", ", methods);
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
            Replies.failure(
                    response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "Wrong method.", "Use " + allowed + ".");
        } else {
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.NOT_FOUND_404,
                    "There is nothing at this path.",
                    "There are " + site.contents() + ".");
        }
    }
}
