package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Prediction;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives a picture, normalises it and answers what it shows. Slow clients cost no threads: a body is received without
 * holding one, and waits for its turn only once it is complete; drawings, which cost little, have a thread of their own
 * beside those of pictures.
 */
final class PredictHandler extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(PredictHandler.class);
    private static final String JSON = "application/json";
    private static final List<String> PICTURES = List.of("image/png", "image/jpeg");
    private static final List<String> FORMATS = List.of("png", "jpeg");

    private final ImageClassifier classifier;
    private final double threshold;
    private final Bodies bodies;
    private final Turns drawings;
    private final Turns pictures;
    private final Heap heap;

    PredictHandler(
            ImageClassifier classifier, double threshold, Bodies bodies, Turns drawings, Turns pictures, Heap heap) {
        this.classifier = classifier;
        this.threshold = threshold;
        this.bodies = bodies;
        this.drawings = drawings;
        this.pictures = pictures;
        this.heap = heap;
    }

    /**
     * The answer. Where digits are asked for, a blank picture has no class, and its lists are empty; one that does not look like one
     * digit has no class.
     *
     * @param digit the likeliest, of a model of digits
     * @param label the likeliest class, from 0
     * @param name its name
     * @param sure whether its probability reaches the threshold
     * @param blank whether nothing is drawn
     * @param oneDigit whether the picture can be one digit
     * @param probabilities of all classes
     * @param input the pixels that the network saw, row-major, 0 to 255
     * @param hidden what the units of each hidden layer gave, first layer first
     */
    record Answer(
            Integer digit,
            Integer label,
            String name,
            boolean sure,
            boolean blank,
            boolean oneDigit,
            double[] probabilities,
            int[] input,
            List<double[]> hidden) {
        static final Answer BLANK =
                new Answer(null, null, null, false, true, false, new double[0], new int[0], List.of());

        static Answer of(Prediction prediction, ImageForm form, double threshold) {
            Integer label = prediction.oneDigit() ? prediction.label() : null;
            return new Answer(
                    form.isOfDigits() ? label : null,
                    label,
                    label == null ? null : form.classes().get(label),
                    prediction.sure(threshold),
                    false,
                    prediction.oneDigit(),
                    prediction.probabilities(),
                    prediction.inputLevels(),
                    prediction.hidden().stream().map(layer -> layer.data()).toList());
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String type = type(request);
        if (!type.equals(JSON) && !PICTURES.contains(type)) {
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "Expected a body of type image/png, image/jpeg or application/json.",
                    "Say with the header Content-Type what the body is.");
            return true;
        }
        receive(type, request, response, callback);
        return true;
    }

    private void receive(String type, Request request, Response response, Callback callback) {
        Bodies.Body body = bodies.receive(request);
        Request.addCompletionListener(request, failure -> body.release());
        Turns turns = type.equals(JSON) ? drawings : pictures;
        Scheduler scheduler = request.getComponents().getScheduler();
        body.received()
                .whenComplete((whole, failure) -> {
                    if (failure != null) {
                        // The rest of the body is not waited for.
                        response.getHeaders().put(HttpHeader.CONNECTION, "close");
                    }
                })
                .thenCompose(whole -> turns.take(whole.size(), () -> answer(type, whole.take()), scheduler))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        Replies.json(response, callback, HttpStatus.OK_200, answer);
                    } else {
                        refuse(response, callback, failure);
                    }
                });
    }

    private static String type(Request request) {
        String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private Answer answer(String type, byte[] body) {
        return type.equals(JSON) ? answer(Drawing.read(body)) : pictured(body);
    }

    private Answer pictured(byte[] body) {
        try {
            return answer(PictureFile.read("body", body, FORMATS));
        } finally {
            heap.tidy();
        }
    }

    private Answer answer(GreyPicture picture) {
        return classifier
                .classify(picture)
                .map(prediction -> Answer.of(prediction, classifier.form(), threshold))
                .orElse(Answer.BLANK);
    }

    private static void refuse(Response response, Callback callback, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof CrosscheckException || cause instanceof HttpException)) {
            cause = cause.getCause();
        }
        if (cause instanceof CrosscheckException known) {
            Replies.failure(response, callback, HttpStatus.BAD_REQUEST_400, known);
        } else if (cause instanceof HttpException known) {
            int code = known.getCode();
            Replies.failure(response, callback, code, HttpStatus.getMessage(code), JsonErrors.remedy(code));
        } else if (cause instanceof TimeoutException) {
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.REQUEST_TIMEOUT_408,
                    "The body did not come in time.",
                    "Send it faster.");
        } else {
            LOG.warn("a picture could not be answered", failure);
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.INTERNAL_SERVER_ERROR_500,
                    "The picture could not be answered.",
                    "The server's log (--verbose) says more.");
        }
    }
}
