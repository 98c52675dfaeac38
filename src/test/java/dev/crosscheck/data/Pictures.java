package dev.crosscheck.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Folders of made-up pictures, in which each class has a bright bar in a place of its own. */
public final class Pictures {
    /** Twelve names, of which some are hard on tables, Markdown and Java. */
    public static final List<String> NAMES =
            List.of("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay_*", "koala $1", "löwe");

    private static final int BAR = 2;

    private Pictures() {}

    /** Writes so many pictures of each class, each in the folder of its name. */
    public static Path write(Path folder, List<String> names, int each, int width, int height) {
        Random random = new Random(each);
        for (int c = 0; c < names.size(); c++) {
            for (int i = 0; i < each; i++) {
                Path file = folder.resolve(names.get(c)).resolve("picture-" + i + ".png");
                write(file, width, height, c * width / names.size(), random);
            }
        }
        return folder;
    }

    /** Writes a picture with a bar from this column on; its format follows from its name. */
    public static void write(Path file, int width, int height, int bar, Random random) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean bright = x >= bar && x < bar + BAR;
                picture.getRaster().setSample(x, y, 0, (bright ? 200 : 0) + random.nextInt(50));
            }
        }
        try {
            Files.createDirectories(file.getParent());
            String name = file.getFileName().toString();
            ImageIO.write(picture, name.substring(name.lastIndexOf('.') + 1), file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
