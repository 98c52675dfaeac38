package dev.crosscheck.sweep;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import java.io.IOException;
import java.nio.file.Path;

/** A sweep's plan, from its folder. */
class FolderBytesIT extends HostileBytes {
    /** A plan, what its first trials are, and where they run. */
    @FuzzTest
    void plan(byte[] json) throws IOException {
        hold(HostileKind.PLAN, json, () -> {
            SweepPlan plan = SweepPlan.read(json, "input");
            plan.trials().stream().limit(2).forEach(plan::arguments);
            Path.of(plan.folder());
        });
    }
}
