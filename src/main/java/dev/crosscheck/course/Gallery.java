package dev.crosscheck.course;

import java.io.IOException;
import java.io.OutputStream;

/** The course's charts, as notebooks show them. */
public final class Gallery {
    private Gallery() {}

    /** Draws a chart. */
    @FunctionalInterface
    public interface Picture {
        /** @param out receives the PNG image */
        void draw(OutputStream out) throws IOException;
    }
}
