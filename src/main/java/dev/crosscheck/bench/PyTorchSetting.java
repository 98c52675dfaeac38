package dev.crosscheck.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How PyTorch may run.
 *
 * @param layers what computes them: {@code blas} or {@code onednn}
 * @param threads of PyTorch and of BLAS
 */
record PyTorchSetting(String layers, int threads) {
    private static final List<String> LAYERS = List.of("blas", "onednn");

    /** @return either kind of layers with 1, 2, 4 ... threads, and with one for each core */
    static List<PyTorchSetting> all(int cores) {
        List<PyTorchSetting> settings = new ArrayList<>();
        for (String layers : LAYERS) {
            Lineup.threadCounts(cores).forEach(threads -> settings.add(new PyTorchSetting(layers, threads)));
        }
        return settings;
    }

    @Override
    public String toString() {
        return layers + ", " + Lineup.threads(threads);
    }
}
