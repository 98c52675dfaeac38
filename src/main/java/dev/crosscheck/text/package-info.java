/** Texts for people: numbers, quoted input and suggestions. */
package dev.crosscheck.text;
