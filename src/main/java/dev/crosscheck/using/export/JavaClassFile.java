package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import java.io.IOException;
import java.nio.file.Path;

/** A network for images as the source of one Java class, {@code DigitModel} or {@code ImageModel}, that needs nothing but a JDK. */
final class JavaClassFile {
    private static final String FORM_OF_DIGITS = """
            It takes 28 x 28 pixels in MNIST's form and nothing else: light ink on black, 20 pixels on the longer side, its centre of mass
             * in the middle. It finds no digit in a photograph or on ruled paper: Crosscheck's "predict" and "serve" do, by code that is
             * longer than this class without its weights.""";

    private static final String FORM_OF_IMAGES =
            "It takes pictures of ROWS x COLUMNS pixels, grey, like those that it was trained on.";

    private static final String HINT =
            " in MNIST's form: light ink on black, centred (for others there is crosscheck predict)";

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
        source.put("FORM", form.isOfDigits() ? FORM_OF_DIGITS : FORM_OF_IMAGES);
        source.put("HINT", form.isOfDigits() ? HINT : "");
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
