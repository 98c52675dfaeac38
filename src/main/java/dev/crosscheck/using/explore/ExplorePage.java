package dev.crosscheck.using.explore;

import dev.crosscheck.using.serve.Site;
import java.nio.file.Path;
import java.util.Map;

/**
 * The explorer ({@code docs/explore.md}): one page, which computes by itself, as a file or as the only one of a web site.
 *
 * @param page its HTML
 */
public record ExplorePage(byte[] page) implements Site {
    /** Of the site. The page's own policy, which it also has as a file, allows no scripts but its own. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:;"
                    + " worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    /** @param mnist the folder of MNIST, of whose images the page has some; if there is none, the page has no chapter on digits */
    public static ExplorePage of(Path mnist) {
        return new ExplorePage(PageFiles.page(ExploredNetwork.learning(mnist)));
    }

    /** @param digits network for the chapter on digits */
    public static ExplorePage of(ExploredNetwork digits) {
        return new ExplorePage(PageFiles.page(digits.data()));
    }

    @Override
    public Map<String, File> files() {
        return Map.of("/", new File("text/html;charset=utf-8", page, HEADERS));
    }

    @Override
    public String contents() {
        return "the page at /";
    }
}
