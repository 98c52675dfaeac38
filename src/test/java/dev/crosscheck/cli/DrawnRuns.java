package dev.crosscheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Lines that train small networks of all kinds, drawn from a seed. */
final class DrawnRuns {
    private static final int EACH = 6;

    private DrawnRuns() {}

    /** @return a table of two classes and a number, each of which columns tell something about, or nothing */
    static String table(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("x,y,kind,class,sum,toss\n");
        for (int i = 0; i < 240; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            String kind = random.nextInt(3) == 0 ? "old" : "new";
            double sum = 20_000 * (x + y * y) + (kind.equals("old") ? 9_000 : 0) + 4_000 * random.nextGaussian();
            String named = sum > 30_000 ? "rich" : "poor";
            text.append(
                    String.format(Locale.ROOT, "%.3f,%.3f,%s,%s,%.1f,%d\n", x, y, kind, named, sum, random.nextInt(2)));
        }
        return text.toString();
    }

    static List<String> lines() {
        SplittableRandom random = new SplittableRandom(66);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            String seed = " --no-check --seed " + (1 + random.nextInt(9));
            String epochs = " --epochs " + (1 + random.nextInt(3));
            String limits =
                    drawn(random, "", " --validation 100 --patience 1", " --validation 50", " --time-limit 0.1s");
            lines.add("train --trainer by-hand --hidden " + drawn(random, "8", "12,6", "0") + epochs + limits + seed
                    + " --data {runs}/mnist");
            lines.add("train --hidden " + drawn(random, "8", "conv2x3,8") + epochs + drawn(random, "", " --test 30%")
                    + seed + " --data {runs}/pictures");
            String target = drawn(random, "class", "sum", "toss");
            lines.add("train --data DIR/made.csv --target " + target
                    + drawn(random, "", " --validation 20%", " --patience 2") + seed);
            String decided = target.equals("sum")
                    ? drawn(random, "", " --decide interval:0.8")
                    : drawn(random, "", " --decide recall:0.8 --validation 20%", " --with class-weights:balanced");
            lines.add("train --data DIR/made.csv --target " + target
                    + drawn(random, " --hidden 8", " --hidden 0", " --batch 8 --lr 0.0005", " --with dropout:0.1")
                    + " --epochs " + (2 + random.nextInt(20)) + decided + seed);
            lines.add("train --data DIR/made.csv --target " + target + " --hidden 4 --epochs 3 --validation 10%"
                    + drawn(random, " --patience 1 --lr 0.3", " --time-limit 0.05s", "") + seed);
        }
        return lines;
    }

    private static String drawn(SplittableRandom random, String... words) {
        return words[random.nextInt(words.length)];
    }
}
