package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.train.Nd4jTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jModelTest extends Nd4jTest {
    @TempDir
    private Path folder;

    private static float[] features(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] features = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = (float) random.nextDouble(-2, 2);
        }
        return features;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTPLUS")
    void whatIsWrittenForThemAnswersAsTheModel(Elementwise activation) throws IOException {
        Model model = DrawnModels.ofDigits(activation, 9, 7);
        Path file = folder.resolve(Dl4jModel.FILE);
        Dl4jModel.save(Dl4jModel.network(model), file);
        Path again = folder.resolve("again.zip");
        Dl4jModel.save(Dl4jModel.network(model), again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        float[] x = features(20 * 784);
        float[] expected = MultiLayerNetwork.load(file.toFile(), false)
                .output(Nd4j.create(x, 20, 784))
                .ravel()
                .toFloatVector();
        double[] actual = model.answer(Matrix.widened(20, x)).data();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6, "a probability in float beside double");
        }
    }
}
