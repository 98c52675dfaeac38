package dev.crosscheck.data.picture;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.math.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A picture of any size, grey or in colour.
 *
 * @param planes its grey levels; or its red, green and blue, of the same size
 */
public record Picture(List<GreyPicture> planes) {
    private static final int FULL = 255;

    /** @throws IllegalArgumentException if it has another number of planes, or planes of different sizes */
    public Picture {
        planes = List.copyOf(planes);
        GreyPicture first = planes.get(0);
        if (planes.size() != 1 && planes.size() != 3
                || planes.stream().anyMatch(p -> p.width() != first.width() || p.height() != first.height())) {
            throw new IllegalArgumentException("planes of a picture: " + planes.size());
        }
    }

    /** A grey picture. */
    public Picture(GreyPicture grey) {
        this(List.of(grey));
    }

    /** @return pixels in a row */
    public int width() {
        return planes.get(0).width();
    }

    /** @return rows */
    public int height() {
        return planes.get(0).height();
    }

    /** @return its {@linkplain ImageForm#lightness lightness} */
    public GreyPicture grey() {
        if (planes.size() == 1) {
            return planes.get(0);
        }
        ByteBuffer levels = ByteBuffer.allocate(planes.size() * width() * height());
        planes.forEach(plane -> levels.put(plane.light()));
        return new GreyPicture(width(), height(), lightness(levels.array()));
    }

    /** @return the lightness of red, green and blue levels, which are one after the other */
    private static byte[] lightness(byte... levels) {
        byte[] light = new byte[levels.length / 3];
        for (int i = 0; i < light.length; i++) {
            int red = levels[i] & 0xff;
            int green = levels[light.length + i] & 0xff;
            int blue = levels[2 * light.length + i] & 0xff;
            light[i] = (byte) ImageForm.lightness(red, green, blue);
        }
        return light;
    }

    /** Rotates and mirrors the picture by its EXIF orientation. */
    Picture oriented(int orientation) {
        return orientation == ExifOrientation.UPRIGHT
                ? this
                : new Picture(planes.stream()
                        .map(plane -> plane.oriented(orientation))
                        .toList());
    }

    /**
     * Scales the picture into an image and keeps its proportions. What it leaves free on two sides gets the mean level of its border.
     *
     * @param shape channels, rows and columns of the image: one channel for lightness, three for colours
     * @return (channels × rows × columns), row-major, unsigned
     */
    public byte[] fitted(Shape shape) {
        double factor = Math.min((double) shape.columns() / width(), (double) shape.rows() / height());
        int columns = side(factor * width(), shape.columns());
        int rows = side(factor * height(), shape.rows());
        int left = (shape.columns() - columns) / 2;
        int top = (shape.rows() - rows) / 2;
        int size = shape.rows() * shape.columns();
        byte[] image = new byte[planes.size() * size];
        for (int channel = 0; channel < planes.size(); channel++) {
            GreyPicture plane = planes.get(channel);
            byte[] scaled = plane.scaled(columns, rows);
            byte around = (byte) Math.round(border(plane));
            for (int i = 0; i < size; i++) {
                int row = i / shape.columns() - top;
                int column = i % shape.columns() - left;
                boolean inside = row >= 0 && row < rows && column >= 0 && column < columns;
                image[channel * size + i] = inside ? scaled[row * columns + column] : around;
            }
        }
        return converted(image, planes.size(), shape.channels());
    }

    /** @return levels of one channel or of three as so many channels: lightness for colours, or lightness three times */
    static byte[] converted(byte[] levels, int channels, int wanted) {
        if (channels == wanted) {
            return levels;
        }
        if (wanted == 1) {
            return lightness(levels);
        }
        ByteBuffer all = ByteBuffer.allocate(wanted * levels.length);
        while (all.hasRemaining()) {
            all.put(levels);
        }
        return all.array();
    }

    private static int side(double scaled, int most) {
        return (int) Math.max(1, Math.min(most, Math.round(scaled)));
    }

    private static double border(GreyPicture plane) {
        int right = plane.width() - 1;
        int bottom = plane.height() - 1;
        return IntStream.concat(
                        IntStream.rangeClosed(0, right).flatMap(x -> IntStream.of(plane.at(0, x), plane.at(bottom, x))),
                        IntStream.rangeClosed(0, bottom).flatMap(y -> IntStream.of(plane.at(y, 0), plane.at(y, right))))
                .average()
                .orElse(FULL);
    }
}
