package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GIF and BMP files are refused by their first bytes: nothing of them is decoded. */
class OtherFormatsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp"})
    void aGoodOneIsRefusedWithWhatToDo(String format) throws IOException {
        Path file = folder.resolve("digit." + format);
        Files.write(file, PictureFileTest.encoded(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), format));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> PictureFile.read(file));
        assertEquals(file + ": expected a picture (PNG, JPEG), found something else.", e.getMessage());
        assertEquals("Give a PNG or JPEG picture, or convert it to PNG.", e.remedy());
    }
}
