/** The program's own files: its version, resources and folder; and the digests of files. */
package dev.crosscheck.files;
