package dev.crosscheck.using.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.data.picture.Picture;
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

    /** A double needs at most 25 characters, but a client may send more digits. */
    private static final int LONGEST_NUMBER = 100;

    /** Strict: no duplicate or unknown members, no conversion between numbers, texts and booleans, no fraction in whole numbers. */
    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            limits(DEEPEST).maxTokenCount(MOST_TOKENS).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION, StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build()
            .readerFor(Drawing.class);

    /** @return limits on any body, to which its reader adds those on texts and tokens */
    static StreamReadConstraints.Builder limits(int deepestNesting) {
        return StreamReadConstraints.builder().maxNestingDepth(deepestNesting).maxNumberLength(LONGEST_NUMBER);
    }

    /**
     * @param json body of a request
     * @throws CrosscheckException if it is not such a picture
     */
    static Picture read(byte[] json) {
        Drawing drawing;
        try {
            drawing = READER.readValue(json);
        } catch (IOException e) {
            throw notTheExpected(e, REMEDY);
        }
        if (drawing == null) {
            throw CrosscheckException.expected("body", "an object", "null", REMEDY);
        }
        return drawing.picture();
    }

    /**
     * The error for a body that is not JSON or not of the expected form. The location is left out if Jackson's limits were exceeded,
     * because it is unknown then.
     */
    static CrosscheckException notTheExpected(IOException e, String remedy) {
        JsonLocation at = e instanceof JsonProcessingException json ? json.getLocation() : null;
        String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new CrosscheckException("body" + place + ": not the expected JSON.", remedy, e);
    }

    private Picture picture() {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw CrosscheckException.expected(
                    "body", "width and height from 1 to " + LARGEST_SIDE, width + " and " + height, REMEDY);
        }
        if (pixels == null || pixels.length != width * height) {
            int found = pixels == null ? 0 : pixels.length;
            throw CrosscheckException.expected("body", width * height + " pixels", "" + found, REMEDY);
        }
        byte[] light = new byte[pixels.length];
        for (int i = 0; i < light.length; i++) {
            if (!(pixels[i] >= 0 && pixels[i] <= FULL)) {
                throw CrosscheckException.expected(
                        "body", "pixels from 0 to 255", pixels[i] + " at index " + i, REMEDY);
            }
            light[i] = (byte) Math.round(pixels[i]);
        }
        return new Picture(new GreyPicture(width, height, light));
    }
}
