package dev.crosscheck.using.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Which path leads where: the page's files, the facts about the model, the server's health, and what is to be answered. */
final class Routes extends Handler.Wrapper {
    private static final String PREDICT = "/api/predict";
    private static final String HEALTH = "/healthz";

    private final Map<String, Fixed> fixed = new TreeMap<>();

    private final Supplier<Turns.Health> health;

    /** An answer that never changes. */
    private record Fixed(String type, byte[] bytes) {}

    /**
     * @param answers have the page and the facts about the model
     * @param health of the threads that answer
     * @param predict answers bodies
     */
    Routes(Answers answers, Supplier<Turns.Health> health, Handler predict) {
        super(predict);
        this.health = health;
        fixed.put("/", resource(answers.page() + ".html", "text/html;charset=utf-8"));
        fixed.put("/app.css", resource("app.css", "text/css;charset=utf-8"));
        fixed.put("/common.js", resource("common.js", "text/javascript;charset=utf-8"));
        fixed.put("/app.js", resource(answers.page() + ".js", "text/javascript;charset=utf-8"));
        fixed.put("/icon.svg", resource("icon.svg", "image/svg+xml"));
        fixed.put("/api/model", new Fixed("application/json", Replies.json(answers.facts())));
    }

    private static Fixed resource(String name, String type) {
        try (InputStream in = Routes.class.getResourceAsStream(name)) {
            return new Fixed(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        String method = request.getMethod();
        boolean reads = HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
        Fixed answer = fixed.get(path);
        if (reads && answer != null) {
            Replies.bytes(response, callback, HttpStatus.OK_200, answer.type(), answer.bytes());
            return true;
        }
        if (reads && HEALTH.equals(path)) {
            Turns.Health now = health.get();
            Replies.json(
                    response, callback, now.isWell() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503, now);
            return true;
        }
        if (PREDICT.equals(path) && HttpMethod.POST.is(method)) {
            return super.handle(request, response, callback);
        }
        refuse(path, response, callback);
        return true;
    }

    private void refuse(String path, Response response, Callback callback) {
        if (PREDICT.equals(path) || HEALTH.equals(path) || fixed.containsKey(path)) {
            String allowed = PREDICT.equals(path) ? "POST" : "GET, HEAD";
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
            Replies.failure(
                    response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "Wrong method.", "Use " + allowed + ".");
        } else {
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.NOT_FOUND_404,
                    "Nothing is here.",
                    "There are " + String.join(", ", fixed.keySet()) + ", " + HEALTH + " and POST " + PREDICT + ".");
        }
    }
}
