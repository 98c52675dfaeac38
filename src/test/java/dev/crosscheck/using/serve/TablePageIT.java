package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of a table's model in a real browser, filled in as people do; pictures of it are left in target/screenshots. */
class TablePageIT {
    private static final String PENGUINS = "data/penguins/penguins.csv";

    @TempDir
    private static Path folder;

    private static final Map<String, WebServer> SERVERS = new LinkedHashMap<>();
    private static Chromium browser;

    @BeforeAll
    static void open() throws IOException {
        browser = Chromium.start();
        for (String target : List.of("species", "sex", "body_mass_g", "island")) {
            run(
                    "train",
                    "--quiet",
                    "--no-check",
                    "--device",
                    "cpu",
                    "--epochs",
                    "20",
                    "--data",
                    PENGUINS,
                    "--target",
                    target,
                    target.equals("island") ? "--drop=year" : "--test=20%",
                    "--out",
                    folder.resolve(target).toString());
            SERVERS.put(target, server(target));
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        SERVERS.values().forEach(WebServer::close);
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CrosscheckCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertEquals(0, code, err.toString());
        return out.toString();
    }

    private static WebServer server(String target) {
        Model content = Model.load(folder.resolve(target));
        return server(
                target,
                TableModel.of(content),
                TablePreparation.of(content.preparation()).importance());
    }

    private static WebServer server(String name, TableModel model, Importance importance) {
        return WebServer.start("127.0.0.1", 0, model, TableFacts.of(name, model, importance, 0.5, "test"));
    }

    private static void load(String target, int width, int height, boolean mobile, String scheme) throws IOException {
        String url = SERVERS.get(target).url();
        browser.emulate(width, height, mobile, scheme);
        browser.call("Page.navigate", Map.of("url", url));
        browser.await("location.href === '" + url + "' && document.body && document.body.dataset.state === 'answered'");
    }

    /** The field of a column, by its label as a reader of the screen finds it. */
    private static String field(String column) {
        return "[...document.querySelectorAll('#fields label')].find(label => label.textContent === '" + column
                + "').control";
    }

    private static void type(String column, String text) throws IOException {
        browser.evaluate("(() => { const field = " + field(column) + "; field.focus(); field.select(); })()");
        if (text.isEmpty()) {
            browser.call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", "keyDown", "key", "Delete", "code", "Delete", "windowsVirtualKeyCode", 46));
        } else {
            browser.call("Input.insertText", Map.of("text", text));
        }
    }

    private static void choose(String column, String category) throws IOException {
        browser.evaluate("(() => { const field = " + field(column)
                + "; field.value = [...field.options].find(option => option.textContent === '" + category
                + "').value; field.dispatchEvent(new Event('input')); })()");
    }

    private static void fill(String header, String line) throws IOException {
        String[] names = header.split(",");
        String[] cells = line.split(",");
        for (int i = 0; i < names.length; i++) {
            boolean there = browser.evaluate(
                            "[...document.querySelectorAll('#fields label')].some(label => label.textContent === '"
                                    + names[i] + "')")
                    .asBoolean();
            boolean missing = cells[i].equals("NA");
            if (there && browser.evaluate(field(names[i]) + ".tagName").asText().equals("SELECT")) {
                choose(names[i], missing ? "(missing)" : cells[i]);
            } else if (there) {
                type(names[i], missing ? "" : cells[i]);
            }
        }
    }

    private static void nothingWentWrong() throws IOException {
        browser.nothingWentWrong(SERVERS.values().stream().map(WebServer::url).toArray(String[]::new));
    }

    private static String text(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "').textContent")
                .asText();
    }

    /** Rows of the file with and without missing cells: the page answers what predict answers. */
    @ParameterizedTest
    @CsvSource({"species, 1", "species, 4", "species, 200", "sex, 9", "body_mass_g, 300", "body_mass_g, 12"})
    void whatIsFilledInIsAnsweredAsPredictAnswersIt(String target, int row) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(PENGUINS));
        Path file = Files.write(folder.resolve("one.csv"), List.of(lines.get(0), lines.get(row)));
        String[] predicted = run("predict", folder.resolve(target).toString(), file.toString())
                .split("\\R");
        String[] names = predicted[0].split(",");
        String[] cells = predicted[1].split(",");
        int answer = List.of(names).indexOf("predicted_" + target);
        load(target, 1300, 900, false, "light");
        fill(lines.get(0), lines.get(row));
        browser.await("Math.abs(document.body.dataset.answer - " + number(cells[answer]) + ") < 1e-3 * "
                + number(cells[answer]) + " || document.body.dataset.answer === '" + cells[answer] + "'");
        boolean number = names[names.length - 1].equals("high_" + target);
        for (int i = answer + 1; i < names.length && !number; i++) {
            String share = String.format(Locale.ROOT, "%.1f %%", 100 * Double.parseDouble(cells[i]));
            String label = names[i].substring("probability_".length());
            browser.await(
                    "[...document.querySelectorAll('#bars li')].some(bar => bar.querySelector('.label').textContent === '"
                            + label + "' && bar.querySelector('.share').textContent === '" + share + "')");
        }
        if (number) {
            assertEquals(
                    Double.parseDouble(cells[answer]),
                    browser.evaluate("Number(document.body.dataset.answer)").asDouble());
        } else {
            assertEquals(cells[answer], text("#answer"));
            assertEquals(cells[answer], text("#bars .best .label"));
        }
        nothingWentWrong();
    }

    private static String number(String cell) {
        return cell.matches("[-0-9.E]+") ? cell : "NaN";
    }

    /** Also as pictures, to be looked at. */
    @ParameterizedTest
    @CsvSource({"species", "sex", "body_mass_g"})
    void itIsShownInEachWidthAndColour(String target) throws IOException {
        for (String scheme : List.of("light", "dark")) {
            for (int width : List.of(1300, 390)) {
                load(target, width, 844, width < 700, scheme);
                browser.screenshot("table-" + target + "-" + width + "-" + scheme + ".png");
                nothingWentWrong();
            }
        }
        assertEquals(
                7,
                browser.evaluate("document.querySelectorAll('#influences tr').length")
                        .asInt());
        assertEquals(
                browser.evaluate("document.querySelectorAll('#fields input[type=number], #fields select').length")
                        .asInt(),
                browser.evaluate("[...document.querySelectorAll('#fields input[type=number], #fields select')]"
                                + ".filter(field => field.labels.length === 1 && document.getElementById("
                                + "field.getAttribute('aria-describedby'))).length")
                        .asInt());
    }

    @Test
    void whatCannotBeTakenIsToldAtItsField() throws IOException {
        load("species", 1300, 900, false, "dark");
        type("bill_length_mm", "1e101");
        browser.await("document.body.dataset.state === 'refused'");
        assertTrue(text("#says").startsWith("bill_length_mm: expected a number"), text("#says"));
        assertEquals(
                "true",
                browser.evaluate(field("bill_length_mm") + ".getAttribute('aria-invalid')")
                        .asText());
        assertEquals("–", text("#answer"));
        browser.screenshot("table-refused.png");
        type("bill_length_mm", "");
        browser.await("document.body.dataset.state === 'answered'");
        assertEquals(
                "false",
                browser.evaluate(field("bill_length_mm") + ".getAttribute('aria-invalid')")
                        .asText());
        choose("island", "(other)");
        browser.await("document.querySelector('#note0').textContent.startsWith('the training part had no')");
        choose("island", "(missing)");
        browser.await("document.querySelector('#note0').textContent.startsWith('no value, though')");
        browser.screenshot("table-notes.png");
        browser.evaluate("document.getElementById('again').click()");
        browser.await("document.querySelector('#note0').textContent === '3 categories'");
        nothingWentWrong();
    }

    @Test
    void columnsThatTrainingLeftOutAreListed() throws IOException {
        load("species", 1300, 900, false, "light");
        assertTrue(browser.evaluate("document.getElementById('unused').hidden").asBoolean());
        load("island", 390, 844, true, "light");
        browser.evaluate("document.querySelector('#unused').open = true");
        assertEquals("1 column of the training table is not used", text("#unused summary"));
        assertEquals("year: left out: requested by --drop", text("#unused li"));
        browser.screenshot("table-unused.png");
        nothingWentWrong();
    }

    @Test
    void theAnswerStaysInSightWhileTheFormScrolls() throws IOException {
        load("species", 390, 600, true, "light");
        browser.evaluate("scrollTo(0, 400)");
        browser.await("scrollY === 400");
        assertEquals(
                0,
                browser.evaluate("document.querySelector('.answer').getBoundingClientRect().top")
                        .asDouble());
        load("species", 1300, 600, false, "light");
        browser.evaluate("scrollTo(0, 100)");
        browser.await("scrollY > 0");
        assertTrue(browser.evaluate("document.querySelector('.answer').getBoundingClientRect().top")
                        .asDouble()
                >= 0);
    }

    @Test
    void theKeyboardMovesASliderAndTheAnswer() throws IOException {
        load("body_mass_g", 390, 844, true, "dark");
        String before = text("#answer");
        browser.evaluate("document.querySelector('#fields input[type=range]').focus()");
        for (int i = 0; i < 5; i++) {
            browser.call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", "keyDown", "key", "PageUp", "code", "PageUp", "windowsVirtualKeyCode", 33));
        }
        browser.await("document.querySelector('#answer').textContent !== '" + before + "'");
        assertNotEquals(
                browser.evaluate(field("bill_length_mm") + ".defaultValue").asText(),
                browser.evaluate(field("bill_length_mm") + ".value").asText());
        assertEquals(
                browser.evaluate(field("bill_length_mm") + ".value").asText(),
                browser.evaluate("document.querySelector('#fields input[type=range]').value")
                        .asText());
    }
}
