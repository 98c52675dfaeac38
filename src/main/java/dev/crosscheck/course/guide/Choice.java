package dev.crosscheck.course.guide;

/**
 * One choice that the guide makes for a network.
 *
 * @param what what is chosen, for example {@code hidden layers}
 * @param value the value that is used
 * @param why the number or fact that the guide's choice is based on
 * @param course the course's rule; empty if it has none
 * @param guide the guide's choice if the user overrode it; otherwise {@code null}
 * @param option the option by which the user overrode it, such as {@code --activation sigmoid}; otherwise {@code null}
 */
public record Choice(String what, String value, String why, String course, String guide, String option) {

    /** A choice as the guide makes it. */
    static Choice of(String what, Object value, String why, String course) {
        return new Choice(what, value.toString(), why, course, null, null);
    }

    /**
     * @param name the option or word up to its value, such as {@code "--activation "}
     * @param wish the user's value; {@code null} if there is none
     * @return this choice, or one with the user's value if that is different
     */
    Choice unless(String name, String wish) {
        boolean same = wish == null || wish.equals(value);
        return same ? this : new Choice(what, wish, why, course, value, name + wish);
    }

    /** @return whether the user overrode the guide */
    public boolean isAgainst() {
        return guide != null;
    }

    /**
     * @return a sentence for a choice that the user overrode, such as
     *     {@code --activation sigmoid: against the guide (hidden activation relu; hidden layers: relu is the first to try).}
     */
    public String words() {
        return option + ": against the guide (" + what + " " + guide + "; " + (course.isEmpty() ? why : course) + ").";
    }
}
