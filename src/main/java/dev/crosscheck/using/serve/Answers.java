package dev.crosscheck.using.serve;

import dev.crosscheck.files.Resource;
import java.util.Map;
import java.util.TreeMap;

/** A web site that answers requests by a model, with a page for them. Thread-safe. */
interface Answers extends Site {
    String PREDICT = "/api/predict";

    /** @return the name of the page's files, {@code NAME.html} and {@code NAME.js} */
    String page();

    /** @return the answer of {@code /api/model} */
    Object facts();

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
    default String call() {
        return PREDICT;
    }

    @Override
    default String contents() {
        return String.join(", ", files().keySet()) + ", " + Routes.HEALTH + " and POST " + PREDICT;
    }
}
