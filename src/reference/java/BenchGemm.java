import dev.crosscheck.bench.BenchProcess;
import dev.crosscheck.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Times the two large products of a training step and nothing else, for {@code bench}: {@code Z = X W}, (N, I) by (I, H), and {@code dW =
 * Xᵀ dZ}, (I, N) by (N, H), in float by the program's own OpenBLAS. A trainer that multiplies dense matrices this way cannot be faster.
 *
 * <p>Each Java thread has its share of the hidden units, operands of its own, and one BLAS thread. Operands are the
 * same at each step and stay in the cache, so that the floor is rather too low.
 */
public final class BenchGemm {
    private static final int INPUTS = 784;

    private final List<Share> shares = new ArrayList<>();
    private final ExecutorService threads;

    private BenchGemm(int batch, int hidden, int count) {
        openblas_nolapack.blas_set_num_threads(1);
        threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            int from = hidden * i / count;
            shares.add(new Share(batch, hidden * (i + 1) / count - from));
        }
    }

    /** Warms up, times the epochs, and reports what ran. */
    public static void main(String... args) {
        BenchProcess.endWithParent();
        Workload asked = Workload.parse(args);
        int batch = asked.number("batch");
        int steps = (asked.number("images") + batch - 1) / batch;
        BenchGemm floor = new BenchGemm(batch, asked.number("hidden"), asked.number("threads"));
        floor.steps(1);
        BenchProcess.event("first-step", Map.of());
        floor.steps(Math.max(1, asked.number("warm-up") / batch));
        for (int left = asked.number("epochs"); left > 0; left--) {
            BenchProcess.timed("epoch", () -> floor.steps(steps));
        }
        floor.threads.shutdownNow();
        BenchProcess.end(BenchProcess.note(), Map.of());
    }

    /** Computes both products once per step. */
    private int steps(int count) {
        List<Callable<Void>> tasks = new ArrayList<>();
        shares.forEach(share -> tasks.add(() -> {
            share.products(count);
            return null;
        }));
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("OpenBLAS failed", e);
        }
        return count;
    }

    /** One thread's operands. */
    private static final class Share {
        private final int batch;
        private final int units;
        private final FloatPointer images; // (N, I)
        private final FloatPointer weights; // (I, H)
        private final FloatPointer sums; // (N, H): Z, which then stands for dZ too
        private final FloatPointer gradients; // (I, H)

        Share(int batch, int units) {
            this.batch = batch;
            this.units = units;
            images = filled(batch * INPUTS);
            weights = filled(INPUTS * units);
            sums = filled(batch * units);
            gradients = filled(INPUTS * units);
        }

        /** Numbers of ordinary size: zeros and subnormal ones take a different time. */
        private static FloatPointer filled(int length) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = 0.5f - i % 7 / 7f;
            }
            return new FloatPointer(values);
        }

        void products(int count) {
            for (int i = 0; i < count && units > 0; i++) {
                forward();
                backward();
            }
        }

        private void forward() {
            openblas_nolapack.cblas_sgemm(
                    openblas_nolapack.CblasRowMajor,
                    openblas_nolapack.CblasNoTrans,
                    openblas_nolapack.CblasNoTrans,
                    batch,
                    units,
                    INPUTS,
                    1f,
                    images,
                    INPUTS,
                    weights,
                    units,
                    0f,
                    sums,
                    units);
        }

        private void backward() {
            openblas_nolapack.cblas_sgemm(
                    openblas_nolapack.CblasRowMajor,
                    openblas_nolapack.CblasTrans,
                    openblas_nolapack.CblasNoTrans,
                    INPUTS,
                    units,
                    batch,
                    1f,
                    images,
                    INPUTS,
                    sums,
                    units,
                    0f,
                    gradients,
                    units);
        }
    }
}
