package dev.crosscheck.using.serve;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Routes paths to the site's files, the health check, and calls. */
final class Routes extends Handler.Wrapper {
    static final String HEALTH = "/healthz";

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
        Health(FairQueue.State turns, long refused, Clients.State clients, long uptimeSeconds) {
            this(turns.stuck() ? "stuck" : "ok", turns, refused, clients, uptimeSeconds);
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
        boolean call = path.equals(site.call());
        if (call && HttpMethod.POST.is(method)) {
            return super.handle(request, response, callback);
        }
        if (call || HEALTH.equals(path) || file != null) {
            String allowed = call ? HttpMethod.POST.asString() : "GET, HEAD";
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
        return true;
    }
}
