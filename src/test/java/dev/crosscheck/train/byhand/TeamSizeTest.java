package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** On made-up machines: each test says how long a step takes with each number of members; nothing is timed. */
class TeamSizeTest {
    private static final double BOUND = 1.15; // times what the best fixed size takes, at most
    private static final int SECONDS = 10;

    @Test
    void allMembersWorkWhereEachHasACore() {
        assertWithin(BOUND, new TeamSize(2), size -> size == 2 ? 300_000 : 450_000);
        assertWithin(BOUND, new TeamSize(8), size -> 1_000_000.0 / size);
    }

    @Test
    void fewerWorkWhereACoreIsTaken() {
        assertWithin(BOUND, new TeamSize(2), size -> size == 2 ? 800_000 : 450_000);
        assertWithin(BOUND, new TeamSize(4), size -> size == 4 ? 800_000 : 900_000.0 / size);
    }

    @Test
    void aNeighbourThatComesAndGoesIsFollowed() {
        TeamSize size = new TeamSize(2);
        for (int round = 0; round < 3; round++) {
            assertWithin(BOUND, size, members -> members == 2 ? 300_000 : 450_000);
            assertWithin(BOUND, size, members -> members == 2 ? 800_000 : 450_000);
        }
    }

    /** A step of two members is held up for a scheduler's turn now and then; on the whole they are slower, or faster. */
    @Test
    void aStepThatIsHeldUpIsNoReasonToChange() {
        SplittableRandom random = new SplittableRandom(5);
        assertWithin(
                BOUND, new TeamSize(2), size -> size == 1 ? 450_000 : random.nextDouble() < 0.01 ? 5_000_000 : 300_000);
        assertWithin(
                BOUND, new TeamSize(2), size -> size == 1 ? 450_000 : random.nextDouble() < 0.1 ? 5_000_000 : 300_000);
    }

    @Test
    void oneBadWindowChangesNothingAndAFewOnlyForAWhile() {
        TeamSize size = new TeamSize(2);
        run(size, SECONDS, members -> members == 2 ? 300_000 : 450_000);
        while (size.members() == 2) { // until a trial, so that the next is far, and that a window begins
            size.took(300_000);
        }
        window(size, 450_000);
        window(size, 300_000);
        window(size, 540_000);
        assertEquals(2, size.members(), "after a bad window");
        window(size, 540_000);
        assertEquals(1, size.members(), "after another");
        run(size, 0.1, members -> members == 2 ? 300_000 : 450_000);
        assertEquals(2, size.members(), "a while later");
    }

    @Test
    void everySizeIsTriedAndNoneAboveTheMost() {
        TeamSize size = new TeamSize(5);
        assertEquals(5, size.most());
        assertEquals(5, size.members());
        Set<Integer> used = new TreeSet<>();
        for (int step = 0; step < 1000; step++) {
            used.add(size.members());
            size.took(30_000_000);
        }
        assertEquals(Set.of(1, 2, 3, 4, 5), used);
    }

    @Test
    void oneMemberStaysOne() {
        TeamSize size = new TeamSize(1);
        for (int step = 0; step < 1000; step++) {
            assertEquals(1, size.members());
            size.took(30_000_000);
        }
    }

    private static void window(TeamSize size, long nanos) {
        for (long sum = 0; sum < 25_000_000; sum += nanos) {
            size.took(nanos);
        }
    }

    private static void run(TeamSize size, double seconds, IntToDoubleFunction nanos) {
        for (double sum = 0; sum < seconds * 1e9; ) {
            double took = nanos.applyAsDouble(size.members());
            sum += took;
            size.took((long) took);
        }
    }

    /** Steps take what {@code nanos} says of the members in use, which is compared with what each fixed size would take. */
    private static void assertWithin(double bound, TeamSize size, IntToDoubleFunction nanos) {
        double[] fixed = new double[size.most() + 1];
        double sum = 0;
        int steps = 0;
        for (; sum < SECONDS * 1e9; steps++) {
            for (int members = 1; members < fixed.length; members++) {
                fixed[members] += nanos.applyAsDouble(members);
            }
            double took = nanos.applyAsDouble(size.members());
            sum += took;
            size.took((long) took);
        }
        double best = Arrays.stream(fixed).skip(1).min().orElseThrow();
        assertTrue(sum <= bound * best, steps + " steps took " + sum / best + " times what the best size does");
    }
}
