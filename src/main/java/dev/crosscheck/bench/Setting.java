package dev.crosscheck.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How another program may run.
 *
 * @param layers what computes them, for instance {@code onednn}
 * @param threads of the program and of its libraries
 */
record Setting(String layers, int threads) {

    /** @return each kind of layers with 1, 2, 4 ... threads, and with one per core */
    static List<Setting> all(List<String> layers, int cores) {
        List<Setting> settings = new ArrayList<>();
        for (String kind : layers) {
            Lineup.threadCounts(cores).forEach(threads -> settings.add(new Setting(kind, threads)));
        }
        return settings;
    }

    @Override
    public String toString() {
        return layers + ", " + Lineup.threads(threads);
    }
}
