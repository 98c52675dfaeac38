package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of a table's model in a real browser, filled in as people do; pictures of it are left in target/screenshots. */
class TablePageIT {
    private Chromium browser;
    private WebServer server;

    @BeforeEach
    void open() throws IOException {
        browser = Chromium.start();
    }

    @AfterEach
    void close() throws IOException {
        browser.nothingWentWrong(server.url());
        browser.close();
        server.close();
    }

    private void load(TableModel model, int width, int height, boolean mobile, String scheme) throws IOException {
        List<Importance.Column> columns = model.preprocessing().columns().stream()
                .map(column -> new Importance.Column(column, 0.25, 0.1))
                .toList();
        Importance importance = new Importance(Importance.Part.VALIDATION, 55, 5, 0.5, columns);
        server = WebServer.start("127.0.0.1", 0, model, TableFacts.of("m", model, importance, 0.5, "test"));
        browser.emulate(width, height, mobile, scheme);
        browser.open(server.url(), "document.body.dataset.state === 'answered'");
    }

    /** The field of a column, by its label as a reader of the screen finds it. */
    private static String field(String column) {
        return "[...document.querySelectorAll('#fields label')].find(label => label.textContent === '" + column
                + "').control";
    }

    private void type(String column, String text) throws IOException {
        browser.evaluate("(() => { const field = " + field(column) + "; field.focus(); field.select(); })()");
        if (text.isEmpty()) {
            browser.press("Delete", "Delete", 46);
        } else {
            browser.call("Input.insertText", Map.of("text", text));
        }
    }

    private void choose(String column, String category) throws IOException {
        browser.evaluate("(() => { const field = " + field(column)
                + "; field.value = [...field.options].find(option => option.textContent === '" + category
                + "').value; field.dispatchEvent(new Event('input')); })()");
    }

    private String value(String field) throws IOException {
        return browser.evaluate(field + ".value").asText();
    }

    /** Rows of the file with and without missing cells: the page shows what the model predicts. */
    @ParameterizedTest
    @CsvSource({"species, 4", "sex, 9", "body_mass_g, 12"})
    void whatIsFilledInIsAnsweredAsTheModelAnswersIt(String target, int row) throws IOException {
        TableModel model = PenguinModels.of(target);
        List<String> lines = Files.readAllLines(Path.of("data/penguins/penguins.csv"));
        String[] names = lines.get(0).split(",");
        String[] cells = lines.get(row).split(",");
        load(model, 1300, 900, false, "light");
        Map<String, String> filled = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            boolean missing = cells[i].equals("NA");
            filled.put(names[i], missing ? null : cells[i]);
            if (names[i].equals(target)) {
                continue;
            }
            if (browser.evaluate(field(names[i]) + ".tagName").asText().equals("SELECT")) {
                choose(names[i], missing ? "(missing)" : cells[i]);
            } else {
                type(names[i], missing ? "" : cells[i]);
            }
        }
        TableModel.Answer expected = model.predict(filled);
        browser.await("document.body.dataset.answer === '" + expected.text()
                + "' || Number(document.body.dataset.answer) === " + (expected.label() < 0 ? expected.text() : "NaN"));
        if (expected.label() >= 0) {
            assertEquals(expected.text(), browser.text("#answer"));
            assertEquals(expected.text(), browser.text("#bars .best .label"));
            String share = String.format(
                    Locale.ROOT, "%.1f %%", 100 * expected.probabilities().get(expected.label()));
            browser.await("document.querySelector('#bars .best .share').textContent === '" + share + "'");
        }
    }

    /** On a phone: refusals and notes are told at their fields, a slider is moved by the keyboard, and columns left out are listed. */
    @Test
    void whatCannotBeTakenIsToldAtItsFieldAndTheAnswerStaysInSight() throws IOException {
        load(PenguinModels.without("year", "species"), 390, 600, true, "dark");
        String field = field("bill_length_mm");
        String invalid = field + ".getAttribute('aria-invalid')";
        type("bill_length_mm", "1e101");
        browser.await("document.body.dataset.state === 'refused'");
        assertTrue(browser.text("#says").startsWith("bill_length_mm: expected a number"), browser.text("#says"));
        assertEquals("true", browser.evaluate(invalid).asText());
        assertEquals("–", browser.text("#answer"));
        type("bill_length_mm", "");
        browser.await("document.body.dataset.state === 'answered' && " + invalid + " === 'false'");
        choose("island", "(other)");
        browser.await("document.querySelector('#note0').textContent.startsWith('the training part had no')");
        browser.evaluate("document.getElementById('again').click()");
        browser.await("document.querySelector('#note0').textContent === '3 categories'");
        String before = browser.text("#bars");
        browser.evaluate("document.querySelector('#fields input[type=range]').focus()");
        for (int i = 0; i < 5; i++) {
            browser.press("PageUp", "PageUp", 33);
        }
        browser.await("document.querySelector('#bars').textContent !== '" + before + "'");
        assertEquals(value(field), value("document.querySelector('#fields input[type=range]')"));
        assertTrue(browser.text("#unused").contains("year: left out: "), browser.text("#unused"));
        String labelled = "[...document.querySelectorAll('#fields input[type=number], #fields select')].filter(field =>"
                + " field.labels.length === 1 && document.getElementById(field.getAttribute('aria-describedby'))).length";
        assertEquals(6, browser.evaluate(labelled).asInt());
        assertEquals(
                6,
                browser.evaluate("document.querySelectorAll('#influences tr').length")
                        .asInt());
        browser.screenshot("table-phone.png");
        browser.evaluate("scrollTo(0, 100)");
        browser.await("scrollY > 0");
        assertTrue(browser.evaluate("document.querySelector('.answer').getBoundingClientRect().top")
                        .asDouble()
                >= 0);
    }
}
