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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page checks itself by ({@code self-check.js}) is what {@code nn} computes; where it is not, the failure says what to record. */
class SelfCheckTest {
    private static <E> Map<String, E> byLabel(E[] all, Function<E, String> labelOf) {
        return Stream.of(all).collect(Collectors.toMap(labelOf, each -> each));
    }

    private static final Map<String, Loss> LOSSES = byLabel(Loss.values(), Loss::label);
    private static final Map<String, OptimizerSpec.Kind> OPTIMIZERS =
            byLabel(OptimizerSpec.Kind.values(), OptimizerSpec.Kind::label);

    @Test
    void whatIsRecordedIsWhatNnComputes() {
        JsonNode page = PageScripts.ask(
                "const { RECORDED, GAUSSIANS, differing } = await load('self-check.js');"
                        + " return { recorded: RECORDED, gaussians: GAUSSIANS, differing: differing() };",
                Map.of());
        List<List<Double>> computed = new ArrayList<>();
        List<List<Double>> recorded = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        for (JsonNode each : page.get("recorded")) {
            List<String> hidden = new ArrayList<>();
            each.get("hidden").forEach(name -> hidden.add(name.asText()));
            List<String> names = Stream.of("data", "output", "loss", "optimizer", "initialization")
                    .map(name -> each.get(name).asText())
                    .toList();
            OptimizerSpec.Kind optimizer = OPTIMIZERS.get(names.get(3));
            double rate = optimizer.byDefault().learningRate();
            NnTraining.Form form = new NnTraining.Form(names.get(0), names.get(1), LOSSES.get(names.get(2)));
            NnTraining training = new NnTraining(form, hidden, optimizer, rate, names.get(4), 4);
            computed.add(training.lossesAndWeight(recorded.size()));
            recorded.add(List.of(
                    each.at("/result/0").asDouble(), each.at("/result/1").asDouble()));
            used.addAll(hidden);
            used.addAll(names.subList(1, names.size()));
        }
        assertEquals(computed, recorded);
        PolarRandom random = new PolarRandom(1);
        double sum = 0;
        for (int i = 0; i < page.at("/gaussians/count").asInt(); i++) {
            sum += random.nextGaussian();
        }
        assertEquals(sum, page.at("/gaussians/sum").asDouble());
        assertEquals("[]", page.get("differing").toString());
        Set<String> all = new TreeSet<>(NnTraining.INITIALIZATIONS);
        all.addAll(LOSSES.keySet());
        all.addAll(OPTIMIZERS.keySet());
        all.addAll(List.of("linear", "softmax"));
        Activation.all().forEach(each -> all.add(each.label()));
        assertEquals(all, used, "what a page can be asked for");
    }
}
