package dev.crosscheck.using.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.picture.GreyPicture;
import java.io.IOException;

/**
 * A picture sent as JSON.
 *
 * @param pixels (height × width), row-major, each from 0 to 255, dark on light or light on dark
 * @param width 1 to 1024
 * @param height 1 to 1024
 */
record Drawing(double[] pixels, int width, int height) {
    private static final int LARGEST_SIDE = 1024;
    private static final int FULL = 255;
    private static final String REMEDY =
            "Send {\"pixels\": [...], \"width\": 28, \"height\": 28} with width x height numbers from 0 to 255.";
    /** JSON tokens of the largest drawing: all pixels plus names, sizes and brackets. */
    private static final int MOST_TOKENS = LARGEST_SIDE * LARGEST_SIDE + 16;

    /** Deepest nesting: the list in the object. */
    private static final int DEEPEST = 2;

    private static final ObjectReader READER = RequestJson.mapper(
                    RequestJson.limits(DEEPEST).maxTokenCount(MOST_TOKENS))
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build()
            .readerFor(Drawing.class);

    /**
     * @param json body of a request
     * @throws CrosscheckException if it is not such a picture
     */
    static GreyPicture read(byte[] json) {
        Drawing drawing;
        try {
            drawing = READER.readValue(json);
        } catch (JsonProcessingException e) {
            throw notTheExpected(e, REMEDY);
        } catch (IOException e) {
            throw new CrosscheckException("body: cannot be read.", REMEDY, e);
        }
        if (drawing == null) {
            throw new CrosscheckException("body: expected an object, found null.", REMEDY);
        }
        return drawing.picture();
    }

    /**
     * The error for a body that is not JSON or not of the expected form. The location is left out if Jackson's limits were exceeded,
     * because it is unknown then.
     */
    static CrosscheckException notTheExpected(JsonProcessingException e, String remedy) {
        String place = e.getLocation() == null
                ? ""
                : ", line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new CrosscheckException("body" + place + ": not the expected JSON.", remedy, e);
    }

    private GreyPicture picture() {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new CrosscheckException(
                    "body: expected width and height from 1 to " + LARGEST_SIDE + ", found " + width + " and " + height
                            + ".",
                    REMEDY);
        }
        if (pixels == null || pixels.length != width * height) {
            throw new CrosscheckException(
                    "body: expected " + width * height + " pixels, found " + (pixels == null ? 0 : pixels.length) + ".",
                    REMEDY);
        }
        byte[] light = new byte[pixels.length];
        for (int i = 0; i < light.length; i++) {
            if (!(pixels[i] >= 0 && pixels[i] <= FULL)) {
                throw new CrosscheckException(
                        "body: expected pixels from 0 to 255, found " + pixels[i] + " at index " + i + ".", REMEDY);
            }
            light[i] = (byte) Math.round(pixels[i]);
        }
        return new GreyPicture(width, height, light);
    }
}
