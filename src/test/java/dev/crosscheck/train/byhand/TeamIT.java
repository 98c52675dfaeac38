package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// The limit only makes a test fail whose thread waits for ever; it measures nothing.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamIT {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void noMemberPassesAMeetingBeforeAllHaveArrived(int members) {
        int[] written = new int[members];
        AtomicInteger wrong = new AtomicInteger();
        try (Team team = new Team(members)) {
            for (int piece = 1; piece <= Soak.times(500, 2000); piece++) {
                int value = piece;
                team.run(member -> {
                    written[member] = value;
                    team.meet();
                    for (int other : written) {
                        wrong.addAndGet(other == value ? 0 : 1);
                    }
                });
            }
            team.settle();
        }
        assertEquals(0, wrong.get());
    }

    @Test
    void aSleepingMemberIsWoken() {
        AtomicInteger done = new AtomicInteger();
        try (Team team = new Team(2)) {
            for (int piece = 0; piece < 20; piece++) {
                int late = piece % 2;
                team.run(member -> {
                    if (member == late) {
                        LockSupport.parkNanos(2_000_000);
                    }
                    team.meet();
                    done.incrementAndGet();
                });
            }
            team.settle();
        }
        assertEquals(40, done.get());
    }

    @Test
    void settleWaitsForTheOthers() {
        AtomicInteger done = new AtomicInteger();
        try (Team team = new Team(3)) {
            team.run(member -> {
                if (member > 0) {
                    LockSupport.parkNanos(5_000_000);
                }
                done.incrementAndGet();
            });
            team.settle();
            assertEquals(3, done.get());
        }
    }

    @Test
    void aHelpersFailureReachesTheCaller() {
        IllegalArgumentException failure = new IllegalArgumentException("made to fail");
        try (Team team = new Team(3)) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> team.run(member -> {
                        if (member == 2) {
                            throw failure;
                        }
                        team.meet();
                    }));
            assertSame(failure, e.getCause());
            assertThrows(IllegalStateException.class, () -> team.run(member -> {}));
        }
    }

    @Test
    void aHelperThatIsOutOfMemoryTellsTheCaller() {
        OutOfMemoryError failure = new OutOfMemoryError("made to fail");
        try (Team team = new Team(2)) {
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> {
                team.run(member -> {
                    if (member == 1) {
                        throw failure;
                    }
                });
                team.settle();
            });
            assertSame(failure, e.getCause());
        }
    }

    @Test
    void closeWaitsForTheHelpersThoughInterrupted() {
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Team team = new Team(2);
        team.run(member -> {
            if (member == 1) {
                begun.countDown();
                LockSupport.parkNanos(200_000_000); // long enough to be found at work, if nobody waited
                ended.set(true);
            }
        });
        await(begun);
        Thread.currentThread().interrupt();
        team.close();
        assertTrue(ended.get(), "the helper was still at work");
        assertTrue(Thread.interrupted(), "the interrupt was lost");
    }

    @Test
    void closingTwiceIsClosingOnce() {
        Team team = new Team(2);
        team.close();
        team.close();
    }

    @Test
    void theCallersFailureEndsTheHelpers() {
        Team team = new Team(2);
        AtomicInteger helperFailed = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> team.run(member -> {
                    if (member == 0) {
                        await(begun);
                        throw new IllegalArgumentException("made to fail");
                    }
                    begun.countDown();
                    try {
                        team.meet();
                    } catch (IllegalStateException e) {
                        helperFailed.incrementAndGet();
                        throw e;
                    }
                }));
        team.close();
        assertEquals(1, helperFailed.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
