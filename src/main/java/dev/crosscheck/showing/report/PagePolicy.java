package dev.crosscheck.showing.report;

import dev.crosscheck.files.Digest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Content-Security-Policy of pages that are opened as files. Such a page shows names and texts from untrusted sources. The policy keeps
 * it from loading anything, from sending forms, and from running any script but its own, which it lists by their digests.
 */
public final class PagePolicy {
    /** For {@link #meta(List, String)}: it may start workers of its own text. */
    public static final String WORKER = "; worker-src blob:";

    private PagePolicy() {}

    /**
     * @param scripts the text between the tags of each of the page's scripts
     * @return the element for the page's head; it must come before everything that it applies to
     */
    public static String meta(List<String> scripts) {
        return meta(scripts, "");
    }

    /**
     * @param scripts the text between the tags of each of the page's scripts
     * @param more further directives, each after a semicolon
     * @return the element for the page's head
     */
    public static String meta(List<String> scripts, String more) {
        String own = scripts.isEmpty()
                ? "'none'"
                : scripts.stream().map(PagePolicy::digest).collect(Collectors.joining(" "));
        return "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " + own
                + "; style-src 'unsafe-inline'; font-src data:; img-src data: blob:; base-uri 'none';"
                + " form-action 'none'" + more + "\">";
    }

    private static String digest(String script) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Digest.sha256(script)) + "'";
    }
}
