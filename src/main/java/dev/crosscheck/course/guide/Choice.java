package dev.crosscheck.course.guide;

/**
 * A choice for a network.
 *
 * @param what what is chosen, for example {@code hidden layers}
 * @param value the value that is used
 * @param why the number or fact that the guide's choice is based on, or that the user made it
 * @param course the course's rule; empty if it has none
 */
public record Choice(String what, String value, String why, String course) {}
