package dev.crosscheck.using.serve;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Jetty's own refusals, in the form of all other errors and without Jetty's details. */
final class JsonErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Replies.failure(response, callback, status, HttpStatus.getMessage(status), remedy(status));
        return true;
    }

    static String remedy(int status) {
        return switch (status) {
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "Send a smaller body: a smaller picture, or fewer rows at once.";
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> "Ask again in a second.";
            default ->
                status < HttpStatus.INTERNAL_SERVER_ERROR_500
                        ? "Correct the request."
                        : "This is a defect of the server; its log (--verbose) says more.";
        };
    }
}
