package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A trained network in the chapter on digits, in a real browser. */
class ExploredModelPageIT extends ExplorerBrowser {
    private static final ImageForm DIGITS = ImageForm.ofDigits(28, 28);

    private static final ImageSet TESTS = IdxBytes.mnist().test().first(20);

    private static void show(DigitNetwork network) throws IOException {
        Path page = Files.write(
                folder.resolve(network.name() + ".html"),
                ExplorePage.of(network).page());
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", "about:blank"));
        browser.await("location.href === 'about:blank'");
        browser.call("Page.navigate", Map.of("url", page.toUri() + "?lang=en#digits"));
        browser.await(
                "location.search === '?lang=en' && document.body?.dataset.ready === 'digits' && globalThis.katex");
    }

    /** What {@code nn} answers. */
    private static double[] logits(DigitNetwork of, int test) {
        byte[] pixels = of.tests().pixels(test);
        Matrix x = Matrix.zeros(1, pixels.length);
        Arrays.setAll(
                x.data(),
                i -> ((pixels[i] & 0xff) / 255.0 - of.form().normalisation().mean())
                        / of.form().normalisation().deviation());
        return of.network().forward(of.parameters(), x).z(of.network().layers()).data();
    }

    /** Of a run that kept no earlier weights. */
    @Test
    void aNetworkShowsItsNumbersAndSaysWhatItHasNotKept() throws IOException {
        Network drawn = Network.of(784, List.of(64), 10, Elementwise.RELU, Softmax.SOFTMAX);
        Parameters parameters = drawn.initial(1);
        parameters.matrices().forEach(matrix -> Arrays.setAll(matrix.data(), i -> (float) matrix.data()[i]));
        DigitNetwork network = new DigitNetwork("mine", drawn, parameters, List.of(), DIGITS, TESTS);
        show(network);
        browser.await("document.querySelectorAll('.bars li').length === 10");
        assertTrue(text(".intro").contains("50,890 parameters of the model mine"), text(".intro"));
        click("[data-test=\"3\"]");
        double[] logits = logits(network, 3);
        for (int digit = 0; digit < 10; digit++) {
            browser.await("Number(document.querySelectorAll('.bars li')[" + digit
                    + "].querySelector('[title]')?.title) === " + logits[digit]);
        }
        click(".unit-list button");
        browser.await("document.querySelector('.growth canvas').hidden === false");
        assertTrue(browser.evaluate("document.querySelector('.growth input[type=range]').hidden")
                .asBoolean());
        assertTrue(text(".growth").contains("The run has kept no earlier weights"), text(".growth"));
        browser.nothingWentWrong("file:///");
    }

    /** Deep, of many classes that are no digits, whose images are not at hand: one draws, and the first layer's units develop. */
    @Test
    void withoutTestPicturesOneDraws() throws IOException {
        ImageForm form = new ImageForm(
                28,
                28,
                DIGITS.normalisation(),
                IntStream.range(0, 40).mapToObj(c -> "class number " + c).toList());
        Network network = Network.of(784, List.of(20, 12), 40, Elementwise.TANH, Softmax.SOFTMAX);
        List<DigitNetwork.Moment> moments = IntStream.of(1, 2)
                .mapToObj(epoch -> new DigitNetwork.Moment(epoch * 20, epoch, network.initial(epoch), 0.25 * epoch))
                .toList();
        ImageSet none = new ImageSet(new byte[0], new int[0], form);
        show(new DigitNetwork("deep", network, moments.get(1).parameters(), moments, form, none));
        assertTrue(text(".digits-stage").contains("There are no test pictures"), text(".digits-stage"));
        browser.evaluate(
                "(() => { const pad = document.querySelector('.pad'), b = pad.getBoundingClientRect();"
                        + "pad.setPointerCapture = () => {};"
                        + "for (const [type, y] of [['pointerdown', 0.2], ['pointermove', 0.8], ['pointerup', 0.8]])"
                        + "pad.dispatchEvent(new PointerEvent(type, {clientX: b.x + b.width / 2, clientY: b.y + b.height * y, bubbles: true})); })()");
        browser.await("document.querySelectorAll('.bars li').length === 12");
        assertTrue(text(".digits-stage").contains("The gradient of the logit of class number"), text(".digits-stage"));
        assertEquals(6, count(".unit-list .unit"));
        assertEquals(0, count(".unit-list button"), "those of the last hidden layer");
        set("#unit", 1, "change");
        browser.await("document.querySelector('.growth input[type=range]').hidden === false");
        assertTrue(
                text(".growth")
                        .contains("Unit 1 after step 40; completed epochs: 2. 50.0 % of the test pictures correct."),
                text(".growth"));
        browser.nothingWentWrong("file:///");
    }
}
