package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.using.serve.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The web site of the explorer: its page and its HTTP interface ({@code docs/explore.md}). Thread-safe. */
public final class ExplorePage implements Site {
    private static final String API = "/api/explore/";
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final Map<String, File> files = PageFiles.all();
    private final Map<String, Endpoint> endpoints = new TreeMap<>();
    private final SessionCalls sessions = new SessionCalls();

    /** Handles one kind of request. */
    @FunctionalInterface
    interface Endpoint {
        /** @param body empty if there is none */
        Object answer(Call call, byte[] body);
    }

    /**
     * Creates a site without sessions.
     *
     * @param mnist the folder of MNIST; the digit network is trained on it at the first request
     */
    public ExplorePage(Path mnist) {
        this(new Digits(mnist));
    }

    /**
     * Creates a site without sessions.
     *
     * @param digits network for the chapter on digits
     */
    public ExplorePage(DigitNetwork digits) {
        this(new Digits(digits));
    }

    private ExplorePage(Digits digits) {
        endpoints.put("GET " + API + "limits", (call, body) -> LimitsView.ALL);
        endpoints.put("POST " + API + "sessions", (call, body) -> sessions.create(call.address(), body));
        endpoints.put("GET " + API + "digits", (call, body) -> digits.facts());
        endpoints.put("POST " + API + "digits", (call, body) -> digits.answer(body));
        endpoints.put("GET " + API + "digits/growth", (call, body) -> digits.growth(call.query()));
    }

    /**
     * Checks that a session can be created.
     *
     * @param config the configuration, as for {@code POST /api/explore/sessions}
     * @throws CrosscheckException if it cannot
     */
    public static void requireSession(byte[] config) {
        Experiment.of(Config.read(config));
    }

    /**
     * Records a session as one page that works without a server.
     *
     * @param config the configuration, as for {@code POST /api/explore/sessions}; null for the default
     * @param steps number of training steps, at least 1
     * @param mnist the folder of MNIST
     * @throws CrosscheckException if such a session cannot be created
     */
    public static byte[] recorded(byte[] config, int steps, Path mnist) {
        return SavedSession.page(config, steps, Files.isDirectory(mnist) ? new Digits(mnist) : null);
    }

    /** Records a session with a given network for the chapter on digits; see {@link #recorded(byte[], int, Path)}. */
    public static byte[] recorded(byte[] config, int steps, DigitNetwork digits) {
        return SavedSession.page(config, steps, new Digits(digits));
    }

    @Override
    public Map<String, File> files() {
        return files;
    }

    @Override
    public List<String> methods(String path) {
        if (path.startsWith(SessionCalls.PATH)) {
            return sessions.methods(path);
        }
        return List.of("GET", "POST").stream()
                .filter(method -> endpoints.containsKey(method + " " + path))
                .toList();
    }

    @Override
    public String contents() {
        return "the page at /, " + String.join(", ", endpoints.keySet())
                + ", and the calls of a session (docs/explore.md)";
    }

    @Override
    public List<String> types() {
        return List.of(JSON);
    }

    /** Requests that only read a session are quick, so that many readers can watch while others train. */
    @Override
    public boolean isQuick(Call call, int bytes, Supplier<byte[]> body) {
        return call.method().equals("GET") && !call.path().startsWith(SessionCalls.PATH);
    }

    @Override
    public Reply answer(Call call, byte[] body) {
        try {
            Object answer = call.path().startsWith(SessionCalls.PATH)
                    ? sessions.answer(call, body)
                    : endpoints.get(call.method() + " " + call.path()).answer(call, body);
            boolean created = call.path().equals(API + "sessions");
            return new Reply(created ? CREATED : OK, answer instanceof File ? answer : Wire.json(answer));
        } catch (Refusal e) {
            return Reply.refusal(e.status(), e);
        }
    }
}
