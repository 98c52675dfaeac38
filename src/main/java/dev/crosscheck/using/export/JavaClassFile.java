package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import java.io.IOException;
import java.nio.file.Path;

/** A network for images as the source of one Java class, {@code DigitModel} or {@code ImageModel}, that needs nothing but a JDK. */
final class JavaClassFile {
    private JavaClassFile() {}

    /**
     * Writes the source.
     *
     * @throws CrosscheckException if the network is too large for a class
     */
    static void write(Subject subject, ImageForm form, Path file) throws IOException {
        JavaSource source = new JavaSource(subject);
        source.put("CLASS", className(form));
        source.put(
                "WHAT",
                form.isOfDigits()
                        ? "handwritten digits"
                        : "images of " + form.classes().size() + " classes");
        source.put("NAMES", JavaSource.literals(form.classes()));
        source.put("ROWS", String.valueOf(form.rows()));
        source.put("COLUMNS", String.valueOf(form.columns()));
        source.put("MEAN", String.valueOf(form.normalisation().mean()));
        source.put("DEVIATION", String.valueOf(form.normalisation().deviation()));
        source.write("DigitModel.java.txt", file);
    }

    /** @return the class's name, which its file must have */
    static String className(ImageForm form) {
        return form.isOfDigits() ? "DigitModel" : "ImageModel";
    }
}
