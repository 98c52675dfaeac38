package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Pictures;
import dev.crosscheck.using.serve.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages that commands leave, opened as files: each works under its policy, and what is planted in one does not run. */
class PagesPolicyIT extends CommandLines {
    @Test
    void everyPageWorksAndRunsNoScriptButItsOwn() throws IOException {
        RunFolders.DIGITS.copy(folder);
        RunFolders.SWEEP.copy(folder);
        ok("explore --quiet --save DIR/explore.html");
        List<String> pages = List.of("digits/run.html", "sweep/sweep.html", "explore.html");
        try (Chromium browser = Chromium.start()) {
            browser.emulate(1366, 768, false, "light");
            for (String page : pages) {
                open(browser, folder.resolve(page));
                browser.nothingWentWrong("file:", "blob:");
            }
            open(browser, folder.resolve("sweep/sweep.html"));
            assertTrue(
                    browser.evaluate("document.querySelectorAll('.sortable th button').length > 2")
                            .asBoolean(),
                    "its own script has run");
            for (String page : pages) {
                plant(folder.resolve(page));
                open(browser, folder.resolve(page));
                assertEquals(
                        "",
                        browser.evaluate("document.body.dataset.planted ?? ''").asText(),
                        page);
                assertTrue(browser.events("Log.entryAdded").toString().contains("Content Security Policy"), page);
            }
        }
    }

    /** Names of 90 letters without a space stay below their pictures. */
    @Test
    void longCaptionsAreWrapped() throws IOException {
        List<String> names = List.of("a".repeat(90), "b".repeat(90), "c".repeat(90));
        Pictures.write(folder.resolve("pictures"), names, 20, 12, 12);
        train("--trainer by-hand --epochs 1 --hidden 2 --data DIR/pictures --out DIR/run");
        try (Chromium browser = Chromium.start()) {
            browser.emulate(390, 844, true, "light");
            open(browser, folder.resolve("run/run.html"));
            String captions = "[...document.querySelectorAll('.digits figcaption')]";
            assertTrue(browser.evaluate(captions + ".length > 0").asBoolean());
            assertTrue(browser.evaluate(captions + ".every(e => e.scrollWidth <= e.clientWidth)")
                    .asBoolean());
        }
    }

    private static void open(Chromium browser, Path page) throws IOException {
        browser.forgetEvents();
        browser.call("Page.navigate", Map.of("url", page.toUri().toString()));
        // The explorer adds to its address what it shows.
        browser.await("location.href.startsWith('" + page.toUri() + "') && document.readyState === 'complete'");
    }

    /** What a class's name would do, if it were not escaped. */
    private static void plant(Path page) throws IOException {
        String planted = "<script>document.body.dataset.planted = 'ran'</script>"
                + "<img src=\"http://127.0.0.1:9/x.png\" onerror=\"document.body.dataset.planted = 'ran'\">";
        Files.writeString(page, Files.readString(page).replaceFirst("<body[^>]*>", "$0" + planted));
    }
}
