/**
 * Charts as PNG pictures: most by JFreeChart, graphs and deviations drawn line by line. What they show is passed in as plain numbers and
 * text; HTML pages are in {@code showing.report}.
 */
package dev.crosscheck.showing.plot;
