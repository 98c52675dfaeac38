/**
 * Charts by JFreeChart, as PNG pictures or as SVG for pages, from plain numbers and texts. Sheets of digits and pictures of computation graphs are
 * drawn with Java's graphics.
 */
package dev.crosscheck.showing.plot;
