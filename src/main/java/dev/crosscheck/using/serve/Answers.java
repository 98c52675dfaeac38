package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A web site that answers requests by a model, with a page for them. Thread-safe. */
interface Answers extends Site {
    /** Path of the only call, which takes a body. */
    String PREDICT = "/api/predict";

    /** @return the name of the page's files, {@code NAME.html} and {@code NAME.js} */
    String page();

    /** @return the answer of {@code /api/model} */
    Object facts();

    /** @return whether a request is so cheap that it need not wait for expensive ones */
    boolean isQuick(String type, int bytes, Supplier<byte[]> body);

    /**
     * Answers a request.
     *
     * @param type content type of the body, one of {@link #types}
     * @param body the body
     * @throws CrosscheckException if the body cannot be answered
     */
    Reply answer(String type, byte[] body);

    @Override
    default Map<String, File> files() {
        Map<String, File> files = new TreeMap<>();
        files.put("/", resource(page() + ".html", "text/html;charset=utf-8"));
        files.put("/app.css", resource("app.css", "text/css;charset=utf-8"));
        files.put("/common.js", resource("common.js", "text/javascript;charset=utf-8"));
        files.put("/app.js", resource(page() + ".js", "text/javascript;charset=utf-8"));
        files.put("/icon.svg", resource("icon.svg", "image/svg+xml"));
        files.put("/api/model", new File(JSON, Replies.json(facts())));
        return files;
    }

    private static File resource(String name, String type) {
        return new File(type, Resource.bytes(Answers.class, name));
    }

    @Override
    default List<String> methods(String path) {
        return path.equals(PREDICT) ? List.of("POST") : List.of();
    }

    @Override
    default String contents() {
        return String.join(", ", files().keySet()) + ", " + Routes.HEALTH + " and POST " + PREDICT;
    }

    @Override
    default boolean isQuick(Call call, int bytes, Supplier<byte[]> body) {
        return isQuick(call.type(), bytes, body);
    }

    @Override
    default Reply answer(Call call, byte[] body) {
        return answer(call.type(), body);
    }
}
