package dev.crosscheck.showing.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PixelPicturesTest {
    @Test
    void levelsOfOneChannelAreInkOrLight() {
        byte[] levels = {0, (byte) 255};
        assertEquals(0xffffffff, PixelPictures.picture(levels, 1, 2, true).getRGB(0, 0));
        assertEquals(0xff000000, PixelPictures.picture(levels, 1, 2, true).getRGB(1, 0));
        assertEquals(0xff000000, PixelPictures.picture(levels, 1, 2, false).getRGB(0, 0));
    }

    @Test
    void levelsOfThreeChannelsAreColours() {
        BufferedImage picture = PixelPictures.picture(new byte[] {1, 2, 3, 4, 5, 6}, 3, 1, false);
        assertEquals(0xff010305, picture.getRGB(0, 0));
        assertEquals(0xff020406, picture.getRGB(0, 1));
    }

    @Test
    void weightsOfThreeChannelsAreColoursAboutTheMiddle() throws IOException {
        float[] weights = {2, 0, -2, 1, 0, 0, 9, 9, 9, 9, 9, 9};
        String source = PixelPictures.tiles(weights, 3, 1, 2, 2, false);
        byte[] png = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
        BufferedImage tiles = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(5, tiles.getWidth());
        assertEquals(0xffff0080, tiles.getRGB(0, 0));
        assertEquals(0xff80bf80, tiles.getRGB(1, 0));
        assertEquals(0xffffffff, tiles.getRGB(3, 0));
    }
}
