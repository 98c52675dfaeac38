package dev.crosscheck.notebook;

/** Where a cell's code, which JShell compiles in a package of its own, leaves the object that the cell ends with. */
public final class LastValue {
    private static Object value;

    private LastValue() {}

    /** Called from the code that {@link Session} adds to a cell. */
    public static void set(Object lastValue) {
        value = lastValue;
    }

    /** @return what was set last, and no longer held after */
    static Object take() {
        Object taken = value;
        value = null;
        return taken;
    }
}
