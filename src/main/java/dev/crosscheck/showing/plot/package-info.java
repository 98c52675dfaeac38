/**
 * Charts by JFreeChart, as PNG pictures or as SVG for pages; sheets of digits and the picture of a network's graph are drawn by Java's graphics.
 * What they show is passed in as plain numbers and text.
 */
package dev.crosscheck.showing.plot;
