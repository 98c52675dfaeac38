package dev.crosscheck.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The versions that Maven recorded in this build.
 *
 * @param version Crosscheck's version
 * @param profile the hardware profile it was built with: {@code cpu} or {@code cuda}
 * @param nd4jVersion version of ND4J and Deeplearning4j
 * @param javacppVersion version of JavaCPP
 * @param openblasVersion version of OpenBLAS
 * @param onnxVersion version of ONNX Runtime
 */
public record BuildInfo(
        String version,
        String profile,
        String nd4jVersion,
        String javacppVersion,
        String openblasVersion,
        String onnxVersion) {

    /** @return the versions of this program, of Deeplearning4j and of Java, as {@code --version} prints them */
    public String[] lines() {
        return new String[] {
            "crosscheck " + version,
            "Deeplearning4j and ND4J " + nd4jVersion + ", Java " + System.getProperty("java.version")
        };
    }

    /** Reads the build's properties from the class path. */
    public static BuildInfo load() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/crosscheck.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("version"),
                properties.getProperty("profile"),
                properties.getProperty("nd4j.version"),
                properties.getProperty("javacpp.version"),
                properties.getProperty("openblas.version"),
                properties.getProperty("onnxruntime.version"));
    }
}
