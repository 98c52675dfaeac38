package dev.crosscheck.proof.verify;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Verdict;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworkCheckTest {
    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    @Test
    void explore() {
        for (Findings f : List.of(OptimizerCheck.momentum(), OptimizerCheck.adamW())) {
            f.verdicts().forEach(v -> System.err.println(v.line()));
        }
        for (String hidden : List.of("", "-5", "-9-6", "-6-7-5", "-300-100")) {
            for (String act : List.of(
                    "relu", "tanh", "sigmoid", "leaky-relu", "elu", "gelu", "softplus", "identity", "softmax")) {
                if (hidden.isEmpty() && !act.equals("relu")) continue;
                for (String loss : List.of(
                        "mse",
                        "bce",
                        "cross-entropy",
                        "huber",
                        "half-squared-error",
                        "mse output:sigmoid",
                        "huber output:relu")) {
                    for (String opt : List.of(
                            "sgd",
                            "momentum",
                            "adam",
                            "adamw",
                            "sgd lr:10",
                            "adam lr:1",
                            "adamw lr:0.5 weight-decay:0.5")) {
                        NetworkSpec spec = NetworkSpec.parse("4" + hidden + "-3 " + (hidden.isEmpty() ? "" : act + " ")
                                + loss + " " + opt + " seed:" + (act.length() + loss.length() + opt.length()));
                        long t = System.nanoTime();
                        Findings f = NetworkCheck.findings(spec);
                        Verdict w = f.tightest();
                        System.err.printf(
                                "%s %5.0f ms %6.1f%% %s | %s | %s%n",
                                f.passed() ? "ok" : "FAIL",
                                (System.nanoTime() - t) / 1e6,
                                100 * w.shareUsed(),
                                spec,
                                w.quantity(),
                                f.note());
                        for (Verdict v : f.verdicts()) {
                            if (v.shareUsed() > 0.2) System.err.println("      " + v.line());
                        }
                    }
                }
            }
        }
    }
}
