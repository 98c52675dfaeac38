/**
 * The trained digit network over HTTP: a page to draw on and a small JSON interface, on Jetty.
 *
 * <p>A request goes through {@link org.eclipse.jetty.server.handler.GracefulHandler}, {@code Guard} (who may ask) and {@code
 * Routes}; a picture then through Jetty's limits of size and number to {@code PredictHandler}.
 */
package dev.crosscheck.using.serve;
