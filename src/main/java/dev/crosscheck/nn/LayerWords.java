package dev.crosscheck.nn;

import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words for hidden layers, such as {@code conv8x5 pool2 128}, before the data are read. */
final class LayerWords {
    static final String EXPECTED = "units from 1 to " + NetworkSpec.MOST_UNITS
            + ", after any convolutions such as conv8x5 (8 maps of 5x5 kernels), conv8x5s (which keeps the size) and pool2";

    private static final String NAME = "hidden";
    private static final Pattern UNITS = Pattern.compile("\\d{1,9}");
    private static final Pattern CONVOLUTION = Pattern.compile("conv(\\d{1,9})x(\\d{1,9})(s?)");
    private static final Pattern SHAPE = Pattern.compile("(?:(\\d{1,4})x)?(\\d{1,5})x(\\d{1,5})");
    private static final Shape UNKNOWN = Shape.flat(0);

    private LayerWords() {}

    /** @throws Members.Unfit if a word is no layer, or not in its place */
    static List<Layer> read(List<String> words) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean pooled = i + 1 < words.size() && words.get(i + 1).startsWith("pool");
            if (pooled && !words.get(i + 1).equals("pool2")) {
                throw unread(words.get(i + 1), "pool2, the largest of each 2 by 2");
            }
            layers.add(read(words.get(i), pooled));
            i += pooled ? 1 : 0;
        }
        return layers;
    }

    private static Layer read(String word, boolean pooled) {
        Matcher convolution = CONVOLUTION.matcher(word);
        if (convolution.matches()) {
            int maps = Integer.parseInt(convolution.group(1));
            int side = Integer.parseInt(convolution.group(2));
            return new Convolution(UNKNOWN, maps, side, !convolution.group(3).isEmpty(), pooled);
        }
        if (word.startsWith("conv")) {
            throw unread(word, "a convolution such as conv8x5 or conv8x5s, of step 1 and without gaps");
        }
        if (pooled || word.startsWith("pool")) {
            throw unread(pooled ? word + " before pool2" : word, "a convolution before pool2");
        }
        if (!UNITS.matcher(word).matches()) {
            throw unread(word, EXPECTED);
        }
        return new Dense(Integer.parseInt(word), Elementwise.RELU);
    }

    private static Members.Unfit unread(String word, String expected) {
        return Members.unread(NAME, expected, word, List.of());
    }

    /** @return the shape that a line begins with: {@code 784}, {@code 28x28} or {@code 3x32x32}; null if the word is none */
    static @Nullable Shape shape(String word) {
        if (UNITS.matcher(word).matches()) {
            return Shape.flat(Integer.parseInt(word));
        }
        Matcher shape = SHAPE.matcher(word);
        if (!shape.matches()) {
            return null;
        }
        int channels = shape.group(1) == null ? 1 : Integer.parseInt(shape.group(1));
        return new Shape(channels, Integer.parseInt(shape.group(2)), Integer.parseInt(shape.group(3)));
    }
}
