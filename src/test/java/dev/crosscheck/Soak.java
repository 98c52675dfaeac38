package dev.crosscheck;

import java.util.ArrayList;
import java.util.List;

/**
 * How long tests search that could go on forever. {@code mvn verify} takes few cases of each; {@code mvn verify -Psoak} takes many,
 * and also runs the tests tagged {@link #TAG}, which repeat slowly what others show quickly.
 */
public final class Soak {
    /** Of tests that only run with {@code -Psoak}. */
    public static final String TAG = "soak";

    private static final boolean ON = Boolean.getBoolean("crosscheck.soak");

    private Soak() {}

    /**
     * @param usual how many in every build
     * @param many how many with {@code -Psoak}
     * @return one of them
     */
    public static int times(int usual, int many) {
        return ON ? many : usual;
    }

    /**
     * @param all the cases
     * @param every which of them every build takes: one of so many, the first among them
     * @return all of them with {@code -Psoak}
     */
    public static <T> List<T> oneOf(int every, List<T> all) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += ON ? 1 : every) {
            some.add(all.get(i));
        }
        return some;
    }
}
