package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Changes kept files as {@link HostileChanges} does, and lets their readers read them, which keep to the rules of {@link HostileBytes}. A build makes
 * the same changes each time. {@code -Dsearch.minutes=60} searches longer, with another seed each time; {@code -Dsearch.seed=N} takes that one. Each
 * change follows from the seed, the kind and its number alone.
 */
@Tag("hostile")
class HostileSearchIT {
    private static final double MINUTES = Double.parseDouble(System.getProperty("search.minutes", "0"));
    private static final long SEED = Long.getLong("search.seed", MINUTES > 0 ? System.nanoTime() : 1);

    /** Many times what a reader may take: it hangs. */
    private static final Duration HANGS = Duration.ofSeconds(60);

    private static final Path FOUND = Path.of("target", "hostile");

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void whateverIsChangedIsReadOrRefused(HostileKind kind) throws Exception {
        List<byte[]> seeds = kind.seeds();
        Constructor<?> test = Class.forName(kind.test()).getDeclaredConstructor();
        test.setAccessible(true);
        Object readers = test.newInstance();
        Method reader = readers.getClass().getDeclaredMethod(kind.reader(), byte[].class);
        reader.setAccessible(true);
        long end = System.nanoTime() + (long) (MINUTES * 60e9 / HostileKind.values().length);
        int change = 0;
        while (MINUTES > 0 ? System.nanoTime() < end : change < kind.changes()) {
            SplittableRandom random = new SplittableRandom(SEED + 31L * kind.ordinal() + 1_000_003L * ++change);
            byte[] file = new HostileChanges(random, kind.longest()).of(seeds.get(random.nextInt(seeds.size())));
            try {
                assertTimeoutPreemptively(HANGS, () -> reader.invoke(readers, (Object) file));
            } catch (Throwable e) {
                wrong(kind, change, file, e instanceof InvocationTargetException ? e.getCause() : e);
            }
        }
    }

    private static void wrong(HostileKind kind, int change, byte[] file, Throwable why) throws Exception {
        Path found = Files.createDirectories(FOUND).resolve(kind.reader() + "-" + SEED + "-" + change);
        Files.write(found, file);
        fail(
                kind + ", change " + change + " with -Dsearch.seed=" + SEED + ": " + why.getMessage()
                        + "\nThe bytes are in " + found + ". In "
                        + HostileKind.inputs(kind.test()).resolve(kind.reader()) + " every build reads them.",
                why);
    }
}
