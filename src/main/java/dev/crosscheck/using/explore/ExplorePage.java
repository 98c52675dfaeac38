package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.using.serve.Site;
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

    private final Supplier<DigitData> digits;
    private Map<String, File> files;
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
     * @param mnist the folder of MNIST, of whose images the page has some; if there is none, the page has no chapter on digits
     */
    public ExplorePage(Path mnist) {
        this(() -> DigitData.ofMnist(mnist));
    }

    /**
     * Creates a site without sessions.
     *
     * @param digits network for the chapter on digits
     */
    public ExplorePage(DigitNetwork digits) {
        this(() -> DigitData.of(digits));
    }

    private ExplorePage(Supplier<DigitData> digits) {
        this.digits = digits;
        endpoints.put("GET " + API + "limits", (call, body) -> LimitsView.ALL);
        endpoints.put("POST " + API + "sessions", (call, body) -> sessions.create(call.address(), body));
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
        return SavedSession.page(config, steps, DigitData.ofMnist(mnist));
    }

    /** Records a session with a given network for the chapter on digits; see {@link #recorded(byte[], int, Path)}. */
    public static byte[] recorded(byte[] config, int steps, DigitNetwork digits) {
        return SavedSession.page(config, steps, DigitData.of(digits));
    }

    @Override
    public synchronized Map<String, File> files() {
        if (files == null) {
            files = PageFiles.all();
            DigitData data = digits.get();
            if (data != null) {
                files.computeIfPresent("/", (path, page) -> new File(page.type(), data.in(page.bytes())));
            }
        }
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
