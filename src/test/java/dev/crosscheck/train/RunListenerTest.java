package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunListenerTest {
    @Test
    void allListenersAreNotifiedInTheirOrder() {
        List<String> heard = new ArrayList<>();
        List<RunListener> listeners = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            listeners.add(new RunListener() {
                @Override
                public void step(StepMetrics step) {
                    heard.add(name + " step " + step.batch());
                }

                @Override
                public void epoch(TestedEpoch epoch) {
                    heard.add(name + " epoch " + epoch.metrics().epoch());
                }
            });
        }
        RunListener all = RunListener.all(listeners);
        all.step(new StepMetrics(1, 7, 70, 700, 0.5));
        Evaluation test = new Evaluation(0.4, new int[][] {{1, 0}, {0, 1}});
        all.epoch(new TestedEpoch(new EpochMetrics(3, 0.5, null, test, 1, 10), new float[0], new float[0]));
        assertEquals(List.of("a step 7", "b step 7", "a epoch 3", "b epoch 3"), heard);
    }
}
