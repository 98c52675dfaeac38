package dev.crosscheck.nn;

import dev.crosscheck.limits.Members;

/**
 * How training pictures are varied, anew in each epoch; pictures for validation and test are not.
 *
 * @param shift most pixels by which a picture is moved down or up, and to the right or left; 0 to {@link #MOST_SHIFT}
 * @param mirror whether left and right are exchanged in half of the cases
 */
public record Variation(int shift, boolean mirror) {
    public static final Variation NONE = new Variation(0, false);

    /** A picture that is moved further mostly leaves its frame. */
    public static final int MOST_SHIFT = 16;

    /** @throws Members.Unfit for a shift out of range */
    public Variation {
        Members.whole("shift", shift, 0, MOST_SHIFT);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** @return in words for messages, such as "shifts of up to 2 pixels" */
    public String words() {
        String shifts = "shifts of up to " + shift + (shift == 1 ? " pixel" : " pixels");
        return mirror ? shift > 0 ? shifts + " and mirroring" : "mirroring" : shift > 0 ? shifts : "no shifts";
    }
}
