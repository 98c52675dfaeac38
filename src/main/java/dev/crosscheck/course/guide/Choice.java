package dev.crosscheck.course.guide;

/**
 * One thing that was chosen about a network.
 *
 * @param what is chosen, in words
 * @param value what was chosen
 * @param why the number or fact that the guide's choice rests on
 * @param course the course's rule, or nothing where it has none
 * @param guide what the guide would have chosen, where a user wanted something else; otherwise {@code null}
 * @param option how the user said so, as {@code --activation sigmoid}; otherwise {@code null}
 */
public record Choice(String what, String value, String why, String course, String guide, String option) {

    /** The guide's own choice. */
    static Choice of(String what, Object value, String why, String course) {
        return new Choice(what, value.toString(), why, course, null, null);
    }

    /** @return this, or what a user wants by an option; {@code null} is no wish */
    Choice unless(String name, String wish) {
        boolean same = wish == null || wish.equals(value);
        return same ? this : new Choice(what, wish, why, course, value, name + " " + wish);
    }

    /** @return whether a user wanted something else than the guide */
    public boolean isAgainst() {
        return guide != null;
    }

    /** @return {@code --activation sigmoid: against the guide (hidden activation relu; hidden layers: the first to try).}, for a choice that is */
    public String words() {
        return option + ": against the guide (" + what + " " + guide + "; " + (course.isEmpty() ? why : course) + ").";
    }
}
