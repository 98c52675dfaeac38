package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what is asked and has it answered. Slow clients cost no threads: a body is received without holding one, and waits
 * for its turn only once it is complete; what costs little has a thread of its own beside the others.
 */
final class CallHandler extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);

    private final Site site;
    private final Bodies bodies;
    private final Turns quick;
    private final Turns others;
    private final Heap heap;

    CallHandler(Site site, Bodies bodies, Turns quick, Turns others, Heap heap) {
        this.site = site;
        this.bodies = bodies;
        this.quick = quick;
        this.others = others;
        this.heap = heap;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Site.Call call = Routes.call(request);
        if (HttpMethod.POST.is(call.method()) && !site.types().contains(call.type())) {
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "Expected a body of type " + String.join(" or ", site.types()) + ".",
                    "Say with the header Content-Type what the body is.");
            return true;
        }
        receive(call, request, response, callback);
        return true;
    }

    private void receive(Site.Call call, Request request, Response response, Callback callback) {
        Bodies.Body body = bodies.receive(request);
        Request.addCompletionListener(request, failure -> body.release());
        Scheduler scheduler = request.getComponents().getScheduler();
        body.received()
                .thenCompose(whole -> site.isQuick(call, whole.size())
                        ? quick.take(whole.size(), () -> site.answer(call, whole.take()), scheduler)
                        : others.take(whole.size(), () -> answerAndTidy(call, whole.take()), scheduler))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        Replies.reply(response, callback, answer);
                    } else {
                        refuse(response, callback, failure);
                    }
                });
    }

    private Site.Reply answerAndTidy(Site.Call call, byte[] body) {
        try {
            return site.answer(call, body);
        } finally {
            heap.tidy();
        }
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
            LOG.warn("a request could not be answered", failure);
            Replies.failure(
                    response,
                    callback,
                    HttpStatus.INTERNAL_SERVER_ERROR_500,
                    "The request could not be answered.",
                    "The server's log (--verbose) says more.");
        }
    }
}
