package dev.crosscheck.train.byhand;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Where an array lies relative to the processor's cache lines. A vector of 512 bits that does not begin at the border of a line takes two
 * loads instead of one. Java's arrays begin at any multiple of 8 bytes, and a garbage collection moves them. So what is read many times is
 * copied to a slightly longer array first, from a border on.
 *
 * <p>Only speed depends on this. {@code sun.misc.Unsafe} shows the address; without it, or where Java would print a warning about it, the
 * answer is 0.
 */
@SuppressWarnings("NullAway") // null where Java has no such class
final class CacheLines {
    /** Floats in a cache line. */
    static final int FLOATS = 16;

    private static final int BYTES = FLOATS * Float.BYTES;
    private static final int NEWEST_WITHOUT_WARNING = 23;
    private static final CacheLines UNSAFE = find();

    private final MethodHandle getInt; // (Object, offset)
    private final long references; // offset of the first element of an array of references
    private final int floats; // offset of the first element of an array of floats
    private final int shift; // what makes a reference an address

    private CacheLines(Object unsafe) throws ReflectiveOperationException {
        getInt = MethodHandles.lookup()
                .findVirtual(unsafe.getClass(), "getInt", MethodType.methodType(int.class, Object.class, long.class))
                .bindTo(unsafe);
        references = offset(unsafe, Object[].class);
        floats = offset(unsafe, float[].class);
        shift = shift();
    }

    private static int offset(Object unsafe, Class<?> array) throws ReflectiveOperationException {
        return (int) unsafe.getClass().getMethod("arrayBaseOffset", Class.class).invoke(unsafe, array);
    }

    private static @Nullable CacheLines find() {
        if (Runtime.version().feature() > NEWEST_WITHOUT_WARNING
                && !"allow".equals(System.getProperty("sun.misc.unsafe.memory.access"))) {
            return null;
        }
        try {
            Field unsafe = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            unsafe.setAccessible(true);
            return new CacheLines(unsafe.get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** @return the index, below {@link #FLOATS}, of the first element at the border of a cache line; 0 if that is not known */
    static int border(float[] array) {
        return UNSAFE == null
                ? 0
                : (-(UNSAFE.reference(array) << UNSAFE.shift) - UNSAFE.floats & BYTES - 1) / Float.BYTES;
    }

    private int reference(Object object) {
        Object[] holder = {object};
        try {
            return (int) getInt.invokeExact((Object) holder, references);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** References may be addresses or count words of 8 bytes: two objects of 64 bytes that are created together lie side by side. */
    private int shift() {
        for (int attempt = 0; attempt < 10; attempt++) {
            float[] first = new float[(BYTES - floats) / Float.BYTES];
            float[] second = new float[first.length];
            int apart = reference(second) - reference(first);
            if (apart == BYTES || apart == BYTES >> 3) {
                return apart == BYTES ? 0 : 3;
            }
        }
        throw new IllegalStateException("References are neither addresses nor numbers of words.");
    }
}
