package dev.crosscheck.data.picture;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a picture of one digit in the way MNIST's digits were prepared: bright ink on black, the ink's bounding box scaled so that its
 * longer side is 20 pixels, and its centre of mass placed at (14, 14) of a 28x28 image (LeCun, Cortes and Burges, "The MNIST database of
 * handwritten digits"). Before that, {@linkplain Paper uneven light and shadows}, {@linkplain RuledLines ruled lines}, the paper's texture
 * and specks are removed.
 *
 * <p>Most images of MNIST are returned unchanged.
 *
 * @param pixels (28 × 28), row-major, 0 is paper and 255 full ink
 * @param look whether the picture resembles the training images of a digit network
 */
public record DigitForm(byte[] pixels, Look look) {
    /** How a picture compares with MNIST's images. */
    public enum Look {
        /** Looks like one digit on clean paper. */
        USUAL(null),

        /** Wide, faint, even areas near the border: shadows whose form {@link Paper} does not tell from ink. */
        SHADOW("A shadow could not be told from ink. Let light fall evenly on the paper."),

        /** Narrow, faint strokes run into the border: lines that {@link RuledLines} did not recognise. */
        RULED("The paper's lines could not be told from ink. Take blank paper, or hold the camera straight."),

        /** More than 3 % of the picture's border is ink: something is cut off, or there is no paper. */
        CUT_OFF("Ink runs along the edge of the picture. Leave paper around the digit."),

        /** The digit is less than 10 pixels high and wide after large pictures are reduced. */
        SMALL("The digit is too small in the picture. Take it from nearer."),

        /** No stroke has an edge as steep as those of MNIST's digits. */
        BLURRED("The strokes are blurred. Hold the camera still, and focus on the paper."),

        /** Strokes that are wider than the widest in MNIST, for example an object. */
        THICK("The strokes are thicker than those of any digit that the network has seen. Take a thinner pen."),

        /**
         * Few pieces that are more than 2.5 times as wide as high, or that empty columns split into parts with 15 % of the ink or more on
         * either side, as they split two characters, and 10 of MNIST's 60,000 training images.
         */
        SEVERAL("This looks like more than one digit. Leave one in the picture."),

        /**
         * The shape cannot be a digit. A digit is written in few strokes: five pieces contain at least 97 % of its ink. This holds for all
         * 60,000 training images of MNIST, none of which has more than five pieces; charts, texts and noise have many.
         */
        NO_DIGIT("This does not look like one digit.");

        private final String text;

        Look(@Nullable String text) {
            this.text = text;
        }

        /** @return a description of the problem; null if there is none */
        public String text() {
            return text;
        }

        /** @return whether the picture can be one digit, so that an answer has a meaning */
        public boolean isOneDigit() {
            return this != SEVERAL && this != NO_DIGIT;
        }
    }

    /** Rows and columns of the result. */
    public static final int SIDE = 28;

    /**
     * Pictures are first reduced to this many pixels, which removes most noise. A digit that is a sixth as high as a photograph then still
     * has MNIST's 20 pixels.
     */
    private static final int MOST_PIXELS = 128 * 128;

    private static final int LONGER_SIDE = 20;
    private static final int CENTRE = 14;
    private static final double HALF = 0.5;
    private static final int FULL = 255;

    /** The minimum difference, out of 255, between ink and paper; less is noise of the paper. */
    private static final int LEAST_CONTRAST = 32;

    /**
     * A pixel with this fraction of the strongest ink belongs to a stroke. A fainter pixel is the soft edge of a stroke if it is next to
     * one, and otherwise paper texture.
     */
    private static final double STROKE = 0.25;

    /** Soft edges are included in the bounding box from this fraction on, since compression leaves fainter traces around strokes. */
    private static final double EDGE = 0.1;

    /** A piece with less than this fraction of the largest piece's ink is a speck. */
    private static final double SPECK = 0.03;

    private static final int MOST_PIECES = 5;
    private static final double LEAST_IN_THEM = 0.97;
    private static final double WIDEST = 2.5;
    private static final double LEAST_OF_A_CHARACTER = 0.15;
    private static final double MOST_OF_BORDER = 0.03;

    /** Shadows and printed lines are fainter than this fraction of the strongest ink. */
    private static final double FAINT = 0.75;

    /** Least width of a shadow, and greatest distance from the border, as a fraction of the picture's side and in pixels. */
    private static final double SHADOW = 0.1;

    private static final int LEAST_SHADOW = 5;

    /** Most printed lines and strokes together; noise has more pieces. */
    private static final int MOST_LINES = 20;

    /** Greatest difference of neighbouring pixels of a shadow, as a fraction of the strongest ink that it has; those of blurred strokes are larger. */
    private static final double EVEN = 0.07;

    /** Distance of what counts as the border, as a fraction of the picture's side. */
    private static final double INSET = 0.02;

    private static final int SMALLEST = 10;

    /** Minimum sharpness of a digit's edges; all digits of MNIST are above it, and thin strokes blurred by more than their width are below. */
    private static final double BLUNTEST = 0.2;

    /** Maximum stroke width in pixels of the result; 11 of MNIST's 60,000 training images exceed it. */
    private static final double THICKEST = 6.5;

    /**
     * Prepares a picture.
     *
     * @param picture dark ink on light paper or the reverse; the paper is what most of the border shows
     * @return empty if nothing is drawn
     */
    public static Optional<DigitForm> of(GreyPicture picture) {
        GreyPicture inkOnPaper = Paper.ink(reduced(picture));
        GreyPicture ink = new RuledLines(inkOnPaper, inkOnPaper.lightest()).takenOut();
        int strongest = ink.lightest();
        if (strongest < LEAST_CONTRAST) {
            return Optional.empty();
        }
        InkPieces pieces = new InkPieces(ink.light(), ink.width(), (float) (STROKE * strongest));
        boolean[] inStrokes = pieces.withoutSpecks(SPECK);
        GreyPicture strokes = new GreyPicture(ink.width(), ink.height(), pieces.withSoftEdges(inStrokes));
        GreyPicture.Box box = box(strokes, (float) (EDGE * strongest));
        byte[] field = centred(strokes, box);
        // On the border itself Paper takes narrow ink for paper, since its disc may lie outside.
        int inset = (int) Math.min(
                INSET * Math.sqrt(strokes.light().length), (Math.min(strokes.width(), strokes.height()) - 1) / 2);
        int[] border = strokes.border(inset);
        double share = (double) Arrays.stream(border).filter(value -> value > 0).count() / border.length;
        boolean faint = share > MOST_OF_BORDER
                && Arrays.stream(border).filter(value -> value > 0).average().orElse(0) < FAINT * strongest;
        Look look;
        if (sharpness(field) < BLUNTEST) {
            look = Look.BLURRED;
        } else if (hasShadow(strokes, (float) (STROKE * strongest), (float) (FAINT * strongest))) {
            look = Look.SHADOW;
        } else if (faint && runs(border) > 1 && pieces.shareOfLargest(MOST_LINES) >= LEAST_IN_THEM) {
            look = Look.RULED;
        } else if (pieces.shareOfLargest(MOST_PIECES) < LEAST_IN_THEM) {
            look = Look.NO_DIGIT;
        } else if (box.width() > WIDEST * box.height() || isSplit(ink, inStrokes)) {
            look = Look.SEVERAL;
        } else if (share > MOST_OF_BORDER) {
            look = Look.CUT_OFF;
        } else if (Math.max(box.width(), box.height()) < SMALLEST) {
            look = Look.SMALL;
        } else {
            look = strokeWidth(field) > THICKEST ? Look.THICK : Look.USUAL;
        }
        return Optional.of(new DigitForm(field, look));
    }

    /** @return whether the strokes are two characters, side by side */
    private static boolean isSplit(GreyPicture ink, boolean... inStrokes) {
        double[] columns = new double[ink.width()];
        for (int i = 0; i < inStrokes.length; i++) {
            columns[i % ink.width()] += inStrokes[i] ? ink.light()[i] & 0xff : 0;
        }
        double left = 0;
        double right = Arrays.stream(columns).sum();
        double least = LEAST_OF_A_CHARACTER * right;
        for (double column : columns) {
            left += column;
            right -= column;
            if (column == 0 && left >= least && right >= least) {
                return true;
            }
        }
        return false;
    }

    private static GreyPicture reduced(GreyPicture picture) {
        double factor = Math.sqrt((double) MOST_PIXELS / picture.light().length);
        if (factor >= 1) {
            return picture;
        }
        int width = (int) Math.max(1, Math.round(factor * picture.width()));
        int height = (int) Math.max(1, Math.round(factor * picture.height()));
        return new GreyPicture(width, height, picture.scaled(width, height));
    }

    /** @return whether a square near the border is of even, faint ink, which strokes and printed lines are too narrow for */
    private static boolean hasShadow(GreyPicture strokes, float least, float most) {
        int width = strokes.width();
        int wide = (int) Math.max(LEAST_SHADOW, Math.round(SHADOW * Math.sqrt(strokes.light().length)));
        int[] squares = new int[strokes.light().length];
        for (int i = 0; i < squares.length; i++) {
            int row = i / width;
            int column = i % width;
            int ink = strokes.light()[i] & 0xff;
            boolean first = row == 0 || column == 0;
            if (ink < least || ink >= most || !first && isSteep(strokes, i, EVEN * most)) {
                continue;
            }
            squares[i] =
                    1 + (first ? 0 : Math.min(squares[i - width - 1], Math.min(squares[i - 1], squares[i - width])));
            int toBorder =
                    Math.min(Math.min(row, column) - squares[i], Math.min(strokes.height() - row, width - column));
            if (squares[i] >= wide && toBorder <= wide) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSteep(GreyPicture strokes, int i, double most) {
        int ink = strokes.light()[i] & 0xff;
        return Math.abs(ink - (strokes.light()[i - 1] & 0xff)) > most
                || Math.abs(ink - (strokes.light()[i - strokes.width()] & 0xff)) > most;
    }

    private static long runs(int... border) {
        return IntStream.range(0, border.length)
                .filter(i -> border[i] > 0 && border[(i + 1) % border.length] == 0)
                .count();
    }

    /**
     * Measures how steep the strokes' edges are: the mean difference between neighbouring pixels, weighted by itself.
     *
     * @return from 0 to 1
     */
    static double sharpness(byte[] field) {
        double sum = 0;
        double squares = 0;
        for (int i = SIDE; i + 1 < field.length; i++) {
            double right = (field[i + 1] & 0xff) - (field[i] & 0xff);
            double above = (field[i - SIDE] & 0xff) - (field[i] & 0xff);
            sum += Math.hypot(right, above);
            squares += right * right + above * above;
        }
        return squares / (FULL * sum);
    }

    /**
     * Estimates the stroke width. A stroke of width w and length l has area w l and perimeter 2 l. By the coarea formula, the perimeter,
     * averaged over all levels of ink, is the sum of the image's gradient magnitudes.
     *
     * @return the mean width of the strokes, in pixels
     */
    static double strokeWidth(byte[] field) {
        double area = 0;
        double circumference = 0;
        for (int i = 0; i < field.length; i++) {
            int ink = field[i] & 0xff;
            int right = i % SIDE + 1 < SIDE ? field[i + 1] & 0xff : 0;
            int below = i + SIDE < field.length ? field[i + SIDE] & 0xff : 0;
            area += ink;
            circumference += Math.hypot(right - ink, below - ink);
        }
        return 2 * area / circumference;
    }

    /** @return the smallest rectangle around all pixels with at least so much ink */
    private static GreyPicture.Box box(GreyPicture strokes, float least) {
        int[] inked = IntStream.range(0, strokes.light().length)
                .filter(i -> (strokes.light()[i] & 0xff) >= least)
                .toArray();
        IntSummaryStatistics x =
                Arrays.stream(inked).map(i -> i % strokes.width()).summaryStatistics();
        IntSummaryStatistics y =
                Arrays.stream(inked).map(i -> i / strokes.width()).summaryStatistics();
        return new GreyPicture.Box(x.getMin(), y.getMin(), x.getMax() - x.getMin() + 1, y.getMax() - y.getMin() + 1);
    }

    /** Resamples the box by averaging areas, scales the values so that the strongest is 255, and places the centre of mass in the middle. */
    private static byte[] centred(GreyPicture strokes, GreyPicture.Box box) {
        double factor = (double) LONGER_SIDE / Math.max(box.width(), box.height());
        int rows = (int) Math.max(1, Math.round(box.height() * factor));
        int columns = (int) Math.max(1, Math.round(box.width() * factor));
        double[] digit = strokes.means(box, columns, rows);
        double strongest = Arrays.stream(digit).max().orElseThrow();
        double mass = 0;
        double rowMoment = 0;
        double columnMoment = 0;
        for (int i = 0; i < digit.length; i++) {
            digit[i] *= FULL / strongest;
            mass += digit[i];
            rowMoment += i / columns * digit[i];
            columnMoment += i % columns * digit[i];
        }
        int top = place(rowMoment / mass, rows);
        int left = place(columnMoment / mass, columns);
        byte[] field = new byte[SIDE * SIDE];
        for (int i = 0; i < digit.length; i++) {
            field[(top + i / columns) * SIDE + left + i % columns] = (byte) Math.round(digit[i]);
        }
        return field;
    }

    /** @return the offset that moves the centre to at least 13.5 and below 14.5, as far as everything stays inside the image */
    private static int place(double centre, int length) {
        return (int) Math.max(0, Math.min(SIDE - length, Math.ceil(CENTRE - centre - HALF)));
    }
}
