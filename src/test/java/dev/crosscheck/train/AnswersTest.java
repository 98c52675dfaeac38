package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
    /** In float they differ from those in double by 1e-7; of a file's model they are the same bits, whatever else is asked. */
    @Test
    void aConvolutionAnswersByTheEngineAsInDouble(@TempDir Path folder) {
        Model drawn = DrawnModels.ofDigits(
                Setup.parse("28x28-conv4x5-pool2-conv3x3s-20-10 cross-entropy").network());
        drawn.save(folder.resolve(Model.FILE));
        Model model = Model.load(folder);
        ImageSet images = IdxBytes.mnist().test().first(300);
        float[] answers = Answers.of(model, images);
        assertArrayEquals(model.answers(images), answers, 1e-6f);
        for (int count : new int[] {1, 17, 257}) {
            assertArrayEquals(Arrays.copyOf(answers, 10 * count), Answers.of(drawn, images.first(count)));
        }
    }
}
