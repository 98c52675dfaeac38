package dev.crosscheck.train.record;

import dev.crosscheck.device.Environment;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.TrainingConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A run's configuration and origin in words, for its page. */
final class RunFacts {
    private RunFacts() {}

    /** @return the facts about a run that has begun, by name */
    static Map<String, String> of(RunRecord run) {
        Map<String, String> facts = new LinkedHashMap<>();
        TrainingConfig config = run.config();
        Environment environment = run.environment();
        facts.put("started", run.start());
        if (config.source() != null) {
            facts.putAll(config.source().facts());
        }
        facts.put("network", config.setup().toString());
        facts.put(
                "start",
                config.init() == null
                        ? "drawn from the seed, "
                                + config.network().initialization().label()
                        : config.init());
        facts.put("seed", Long.toString(config.training().seed()));
        facts.put(noun(config) + " per step", Integer.toString(config.training().batch()));
        facts.put(
                "learning rate",
                Text.plain(config.learningRate()) + schedule(config.training().schedule()));
        facts.put("optimizer", run.optimizer());
        facts.put("trainer", config.method().words(run.device().device()));
        stopRules(config.training(), facts);
        facts.put("device", run.device().device() + ": " + run.device().reason());
        facts.put("processor", environment.cpu() + ", " + environment.vectorFeatures());
        facts.put("BLAS", environment.blas());
        facts.put("versions", "Crosscheck " + environment.crosscheck() + ", DL4J and ND4J " + environment.nd4j());
        facts.put("Java", environment.java());
        facts.put("system", environment.os());
        facts.put("data", run.data().folder());
        facts.put(
                noun(config),
                Objects.requireNonNullElse(
                                run.data().trainingImages(), run.data().trainingRows()) + " to train on, "
                        + (config.training().folds() > 0
                                ? "in " + config.training().folds() + " folds, "
                                : config.training().validation() + " to validate on, ")
                        + Objects.requireNonNullElse(
                                run.data().testImages(), run.data().testRows()) + " to test on");
        run.data().sha256().forEach((file, sha256) -> facts.put("SHA-256 of " + file, sha256));
        return facts;
    }

    private static String noun(TrainingConfig config) {
        return config.ofImages() ? "images" : "rows";
    }

    private static String schedule(RateSchedule schedule) {
        return switch (schedule.kind()) {
            case CONSTANT -> ", constant";
            case STEP -> ", times " + Text.plain(schedule.factor()) + " every " + schedule.epochs() + " epochs";
            case COSINE ->
                ", half a cosine to " + Text.plain(schedule.factor()) + " of it in " + schedule.epochs() + " epochs";
        };
    }

    private static void stopRules(TrainingSpec training, Map<String, String> facts) {
        StopRules stop = training.stop();
        if (stop.patience() != null) {
            facts.put("patience", stop.patience() + " epochs without a lower " + training.judgedBy());
        }
        if (stop.timeLimitSeconds() != null) {
            facts.put("time limit", Text.plain(stop.timeLimitSeconds()) + " s");
        }
    }
}
