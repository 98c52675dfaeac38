/**
 * Serves a trained network over HTTP, on Jetty: a page to draw on or a form of a table's columns, and a small JSON interface.
 *
 * <p>A request passes {@link org.eclipse.jetty.server.handler.GracefulHandler}, {@code Clients} (deadlines), {@code Guard} (access) and
 * {@code Routes}. {@code CallHandler} receives a body through {@code Bodies} and queues it in {@code FairQueue}, then the
 * {@link dev.crosscheck.using.serve.Site} answers: a model's {@code Answers}, or one of another package.
 */
package dev.crosscheck.using.serve;
