package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives calls and answers them. Slow clients do not occupy threads: a body is received without blocking, and is queued for work only
 * once it is complete.
 */
final class CallHandler extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);

    private final Site site;
    private final Bodies bodies;
    private final FairQueue turns;
    private final AtomicLong refused = new AtomicLong();

    CallHandler(Site site, Bodies bodies, FairQueue turns) {
        this.site = site;
        this.bodies = bodies;
        this.turns = turns;
    }

    /** @return the number of requests that were answered with 503 because of overload */
    long refused() {
        return refused.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String address = Clients.address(request.getConnectionMetaData().getRemoteSocketAddress());
        Request.extractQueryParameters(request); // refuses a wrong encoding
        if (!site.types().contains(type)) {
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "Expected a body of type " + String.join(" or ", site.types()) + ".",
                    "Set the header Content-Type to the type of the body.");
            return true;
        }
        Bodies.Body body = bodies.receive(request, address);
        Request.addCompletionListener(request, failure -> body.release());
        body.received()
                .thenCompose(whole -> turns.take(
                        address, site.isQuick(type, whole.size(), whole::copy), () -> answer(request, type, whole)))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        Replies.json(response, callback, answer.status(), answer.body());
                    } else {
                        refuse(request, response, callback, failure);
                    }
                });
        return true;
    }

    private Site.Reply answer(Request request, String type, Bodies.Body body) {
        if (!request.getConnectionMetaData().getConnection().getEndPoint().isOpen()) {
            // The client was disconnected while it waited, so the answer would not reach anyone.
            throw FairQueue.busy();
        }
        return site.answer(type, body.take());
    }

    private void refuse(Request request, Response response, Callback callback, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof CrosscheckException || cause instanceof HttpException)) {
            cause = cause.getCause();
        }
        if (cause instanceof CrosscheckException known) {
            Replies.failure(response, callback, HttpStatus.BAD_REQUEST_400, known.getMessage(), known.remedy());
        } else {
            Response.writeError(request, response, callback, status(cause));
        }
    }

    private int status(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return HttpStatus.REQUEST_TIMEOUT_408;
        }
        int status = cause instanceof HttpException known ? known.getCode() : HttpStatus.INTERNAL_SERVER_ERROR_500;
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            refused.incrementAndGet();
        } else if (status == HttpStatus.INTERNAL_SERVER_ERROR_500) {
            LOG.warn("a request could not be answered", cause);
        }
        return status;
    }
}
