package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a model answers requests with, and the page to ask it on. Threads share it. */
interface Answers extends Site {
    /** The only call: a body, to be answered. */
    String PREDICT = "/api/predict";

    /** @return the name of the page's files, {@code NAME.html} and {@code NAME.js} */
    String page();

    /** @return what {@code /api/model} tells */
    Object facts();

    /** @return whether a body costs so little that it need not wait for those that cost more */
    boolean isQuick(String type, int bytes);

    /**
     * Answers a body.
     *
     * @param type one of {@link #types}
     * @throws CrosscheckException if the body is none that can be answered
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
        try (InputStream in = Answers.class.getResourceAsStream(name)) {
            return new File(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    default boolean isQuick(Call call, int bytes) {
        return isQuick(call.type(), bytes);
    }

    @Override
    default Reply answer(Call call, byte[] body) {
        return answer(call.type(), body);
    }
}
