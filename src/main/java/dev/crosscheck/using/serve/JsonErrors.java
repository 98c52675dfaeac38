package dev.crosscheck.using.serve;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors by HTTP status, Jetty's and ours, in the same JSON form as all others: what was wrong and what to do. */
final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Replies.json(response, callback, status, failure(status, request.getAttribute(ERROR_MESSAGE)));
        return true;
    }

    /** @param reason Jetty's short description of a parse error */
    private static Replies.Failure failure(int status, Object reason) {
        return switch (status) {
            case HttpStatus.BAD_REQUEST_400 ->
                new Replies.Failure(
                        "The request is not valid HTTP"
                                + (HttpStatus.getMessage(status).equals(reason) ? "." : ": " + reason + "."),
                        "Correct its first line, its headers or the way in which the body is sent.");
            case HttpStatus.REQUEST_TIMEOUT_408 ->
                new Replies.Failure("The request did not come in time.", "Send it faster.");
            case HttpStatus.PAYLOAD_TOO_LARGE_413 ->
                new Replies.Failure(
                        "The body is too large.", "Send a smaller body: a smaller picture, or fewer rows at once.");
            case HttpStatus.URI_TOO_LONG_414 ->
                new Replies.Failure("The path and its query are too long.", "Ask for a shorter path.");
            case HttpStatus.EXPECTATION_FAILED_417 ->
                new Replies.Failure(
                        "Only 100-continue is supported in the header Expect.", "Leave out the header Expect.");
            case HttpStatus.UPGRADE_REQUIRED_426, HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ->
                new Replies.Failure(
                        "This server speaks HTTP/1.1 and HTTP/1.0, not the version of the request.",
                        "Send the request as HTTP/1.1.");
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                new Replies.Failure("The headers are too large.", "Send fewer or smaller headers: 8 KiB in all.");
            case HttpStatus.SERVICE_UNAVAILABLE_503 ->
                new Replies.Failure("The server is overloaded.", "Try again in a second.");
            case HttpStatus.INTERNAL_SERVER_ERROR_500 ->
                new Replies.Failure(
                        "The request could not be answered.",
                        "This is a bug in the server; its log (--verbose) says more.");
            default -> new Replies.Failure(HttpStatus.getMessage(status) + ".", "Correct the request.");
        };
    }
}
