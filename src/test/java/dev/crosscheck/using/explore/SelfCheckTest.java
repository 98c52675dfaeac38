package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page checks itself by ({@code self-check.js}) is what {@code nn} computes; where it is not, the failure says what to record. */
class SelfCheckTest {
    private static final Map<String, Double> RATES = Stream.of(OptimizerSpec.Kind.values())
            .collect(Collectors.toMap(
                    OptimizerSpec.Kind::label, each -> each.byDefault().learningRate()));

    @Test
    void whatIsRecordedIsWhatNnComputes() {
        JsonNode page = PageScripts.ask(
                "const { RECORDED, GAUSSIANS, TRAINED_STEPS, differing } = await load('self-check.js');"
                        + " return { recorded: RECORDED, gaussians: GAUSSIANS, steps: TRAINED_STEPS, differing: differing() };",
                Map.of());
        List<Map<String, Object>> configs = new ArrayList<>();
        List<List<Double>> recorded = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        for (JsonNode each : page.get("recorded")) {
            List<String> hidden = new ArrayList<>();
            each.get("hidden").forEach(name -> hidden.add(name.asText()));
            List<String> names = Stream.of("data", "output", "loss", "optimizer", "initialization")
                    .map(name -> each.get(name).asText())
                    .toList();
            Map<String, Object> config =
                    NnTraining.config(names.get(0), hidden, names.get(1), names.get(2), names.get(3));
            config.put("initialization", names.get(4));
            config.put("learningRate", RATES.get(names.get(3)));
            config.put("seed", recorded.size());
            configs.add(config);
            recorded.add(List.of(
                    each.at("/result/0").asDouble(), each.at("/result/1").asDouble()));
            used.addAll(hidden);
            used.addAll(names.subList(1, names.size()));
        }
        List<List<Double>> computed = NnTraining.of(configs).stream()
                .map(training -> training.lossesAndWeight(page.get("steps").asInt()))
                .toList();
        assertEquals(computed, recorded);
        PolarRandom random = new PolarRandom(1);
        double sum = 0;
        for (int i = 0; i < page.at("/gaussians/count").asInt(); i++) {
            sum += random.nextGaussian();
        }
        assertEquals(sum, page.at("/gaussians/sum").asDouble());
        assertEquals("[]", page.get("differing").toString());
        Set<String> all = new TreeSet<>(NnTraining.INITIALIZATIONS);
        Stream.of(Loss.values()).forEach(each -> all.add(each.label()));
        all.addAll(RATES.keySet());
        all.addAll(List.of("linear", "softmax"));
        Activation.all().forEach(each -> all.add(each.label()));
        assertEquals(all, used, "what a page can be asked for");
    }
}
