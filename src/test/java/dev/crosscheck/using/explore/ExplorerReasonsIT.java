package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules by which the page says why and names what happens, on numbers of which the answer is known. */
class ExplorerReasonsIT extends ExplorerBrowser {
    private static void loadOnce() throws IOException {
        if (!browser.evaluate("document.body?.dataset.ready === 'backprop'").asBoolean()) {
            load("backprop");
        }
    }

    private static JsonNode js(String script) throws IOException {
        return browser.evaluate("(async () => {" + script + "})()");
    }

    @Test
    void bothLanguagesHaveASentenceWithTheSameValuesForEachRule() throws IOException {
        loadOnce();
        assertEquals("[]", js("""
                const { en } = MODULE_reasons_en;
                const { zh } = MODULE_reasons_zh;
                const holes = (s) => (s?.match(/{\\w+}/g) ?? ['none']).sort().join();
                const bare = (s) => (s.includes('{') ? holes(s) : '');
                return JSON.stringify([...new Set([...Object.keys(en), ...Object.keys(zh)])].filter((rule) =>
                    !(rule in en) || !(rule in zh) || [...new Set(zh[rule].match(/{\\w+}/g))].some((hole) => !en[rule].includes(hole))));
                """).asText());
    }

    /** Of each stop of whole walks, also saturated and dead ones, the page can say why, briefly and with all numbers filled in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: 'xor'}, hidden: [{units: 3, activation: 'tanh'}], output: 'sigmoid', loss: 'bce', learningRate: 0.5",
                "{kind: 'moons', examples: 8}, hidden: [{units: 3, activation: 'relu'}, {units: 3, activation: 'sigmoid'}], output: 'softmax', loss: 'cross-entropy', optimizer: 'adam'",
                "{kind: 'curve', examples: 6}, hidden: [{units: 2, activation: 'gelu'}], output: 'linear', loss: 'huber', optimizer: 'momentum', learningRate: 0.1",
                "{kind: 'and'}, hidden: [], output: 'sigmoid', loss: 'mse', learningRate: 100",
                "{kind: 'xor'}, hidden: [{units: 4, activation: 'relu'}], output: 'linear', loss: 'half-squared-error', learningRate: 3",
            })
    void everyStopHasAReason(String config) throws IOException {
        loadOnce();
        assertEquals("[]", js("""
                const { reasonOf, sentence, stepOf } = MODULE_reasons;
                const { stopsOf } = MODULE_stops;
                const { Model } = MODULE_model;
                const { speak } = MODULE_words;
                const model = await Model.open({ optimizer: 'sgd', learningRate: 0.1, batch: 0, seed: 2, data: CONFIG });
                await model.train(30);
                const problems = [];
                for (const step of [0, model.now.steps]) {
                  await model.goTo(0, step);
                  for (const example of [-1, 0, 1, 2, 3].slice(1)) {
                    const [pass, batch] = await Promise.all([model.pass(example), model.pass(-1)]);
                    const say = { loss: model.config.loss, name: (k, j) => model.nodeName(k, j), step: stepOf(model) };
                    for (const stop of stopsOf(pass, model.config.loss)) {
                      for (const language of ['en', 'zh']) {
                        speak(language);
                        const text = sentence(reasonOf(stop, pass, batch, say));
                        if (!text || text.length > 140 || /[{}]|undefined|NaN|null/.test(text)) {
                          problems.push([stop.kind, stop.layer, text]);
                        }
                      }
                    }
                  }
                }
                return JSON.stringify(problems);
                """.replace("CONFIG", config)).asText());
    }

    /** A network with two inputs, two hidden units and a sigmoid, of which each rule's condition is set by hand. */
    @ParameterizedTest
    @CsvSource({
        "unit 1 0, unit.most, 'x: [1, 0.5]'",
        "unit 1 0, unit.furthest, 'x: [0.2, 0.5]'",
        "unit 1 0, unit.most.bias, 'x: [0.1, 0]'",
        "unit 1 0, unit.bias, 'x: [0, 0]'",
        "unit 1 0, unit.flat, 'x: [1, 0.5], z: [4, 1], a: [0.9993, 0.76]'",
        "unit 1 0, unit.off, 'x: [1, 0.5], z: [-2, 1], a: [0, 1], f: \"relu\"'",
        "unit 2 0, answer.wrong, 'y: 0.3, t: 1'",
        "unit 2 0, answer.half, 'y: 0.5, t: 1'",
        "unit 2 0, answer.right, 'y: 0.7, t: 1'",
        "unit 2 0, answer.sure, 'y: 0.95, t: 1'",
        "loss, loss.wrong, 'y: 0.3, t: 1'",
        "loss, loss.half, 'y: 0.499, t: 1, L: 0.695'",
        "loss, loss.right, 'y: 0.3, t: 0'",
        "dZ 2 0, fused.raise, 'y: 0.47, t: 1, g: -0.53'",
        "dZ 2 0, fused.lower, 'y: 0.47, t: 0, g: 0.47'",
        "dZ 2 0, done, 'y: 0.99, t: 1, g: -0.01'",
        "dA 1 0, back.one, 'd: 0.5'",
        "dA 1 0, back.none, 'd: 0'",
        "dZ 1 0, through.part, 'z: [0.5, 1], a: [0.46, 0.76]'",
        "dZ 1 0, through.flat, 'e: 0.0004, z: [4, 1], a: [0.9993, 0.76]'",
        "dZ 1 0, through.off, 'e: 0, z: [-2, 1], a: [0, 1], f: \"relu\"'",
        "dW 1 0 0, weight.most.up, 'x: [1, 0.5], g: -0.2'",
        "dW 1 0 1, weight.up, 'x: [1, 0.5], g: -0.2'",
        "dW 1 0 0, weight.most.down, 'x: [-1, 0.5], g: 0.2'",
        "dW 1 0 0, weight.down, 'x: [1, 1], g: 0.2'",
        "dW 1 0 0, weight.still, 'x: [0, 1], g: 0'",
        "db 1 0, bias.up, 'g: -0.2'",
        "db 1 0, bias.down, 'g: 0.2'",
        "db 1 0, bias.none, 'g: 0'",
    })
    void theRuleIsThatOfTheNumbers(String stop, String rule, String numbers) throws IOException {
        loadOnce();
        assertEquals(
                rule, js("""
                const { reasonOf } = MODULE_reasons;
                const { x = [1, 0.5], z = [0.5, 1], a = [0.46, 0.76], f = 'tanh', y = 0.47, t = 1, g = 0.1, d = 0.5, e = 0.2, L = 0.7 } = { NUMBERS };
                const pass = {
                  x, target: [t], loss: L,
                  layers: [{ z, a, W: [[0.8, -1], [0.2, 2]], b: [0.1, 0], activation: f }, { z: [-0.1], a: [y], W: [[1.5], [-0.5]], b: [0], activation: 'sigmoid' }],
                  backward: [{ layer: 2, dZ: [d], dW: [[g], [g]], db: [g] }, { layer: 1, dA: [0.3, 0.3], dZ: [e, 0.1], dW: [[g, g], [g, g]], db: [g, g] }],
                };
                const [kind, layer, unit, from] = 'STOP'.split(' ');
                const at = { kind, lines: [{ result: g }], fromLoss: kind === 'dZ' && layer === '2' };
                const whole = (text) => (text === undefined ? undefined : Number(text));
                return reasonOf({ ...at, layer: whole(layer), unit: whole(unit), from: whole(from) }, pass, { update: { before: [], after: [] } }, { loss: 'bce', name: (k, j) => k + ':' + j })[0];
                """.replace("NUMBERS", numbers).replace("STOP", stop)).asText());
    }

    /** Runs as the page receives them: losses of epochs of one step. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                   | losses: falling(200)",
                "['plateau']                          | losses: falling(20).concat(Array(150).fill(0.69))",
                "[]                                   | losses: falling(20).concat(Array(150).fill(0.01))",
                "['oscillation']                      | losses: swinging(60, 0.3)",
                "[]                                   | losses: swinging(60, 0.001)",
                "['divergence']                       | losses: rising(40)",
                "['divergence']                       | losses: falling(5), brokeAt: 6",
                "['memorised']                        | losses: falling(200), heldOut: [[0, 0.7], [50, 0.4], [199, 0.6]]",
                "[]                                   | losses: falling(200), heldOut: [[0, 0.7], [50, 0.4], [199, 0.41]]",
                "['saturated']                        | losses: falling(9), steepest: [[0.3, 0.01]]",
                "[]                                   | losses: falling(9), steepest: [[0.3, 0.2]]",
                "['dead']                             | losses: falling(9), f: 'relu', steepest: [[0, 1]]",
                "['symmetric']                        | losses: falling(9), W: [[2, 2], [1, 1]], b: [0, 0]",
                "[]                                   | losses: falling(9), W: [[2, 2], [1, 1]], b: [0, 0.1]",
            })
    void eventsAreFoundInTheRunsNumbers(String kinds, String run) throws IOException {
        loadOnce();
        assertEquals(kinds.replace('\'', '"'), js("""
                const { eventsOf } = MODULE_events;
                const falling = (n) => Array.from({ length: n }, (_, i) => Math.exp(-i / 40));
                const rising = (n) => Array.from({ length: n }, (_, i) => Math.exp(i / 20));
                const swinging = (n, by) => Array.from({ length: n }, (_, i) => 1 + (i % 2 === 0 ? by : -by) - i / 1000);
                const { losses, heldOut = [], brokeAt = null, f = 'tanh', steepest = [[1, 1]], W = [[1, 2], [3, 4]], b = [0, 0] } = { RUN };
                const frame = { loss: losses.at(-1) ?? 1, steepest, parameters: [{ W, b }, { W: [[1], [1]], b: [0] }] };
                const layers = [{ activation: f }, { activation: 'sigmoid' }];
                return JSON.stringify(eventsOf({ losses, heldOut, brokeAt, stepsPerEpoch: 1, layers, frame, name: (k, j) => k + ':' + j }).map(({ kind }) => kind));
                """.replace("RUN", run)).asText());
    }
}
