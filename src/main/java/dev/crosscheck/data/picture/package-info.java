/**
 * Reads untrusted picture files, and folders of them, as grey levels or in colour, with limits on time and memory. The cost of a file is limited before Java's
 * decoders receive it; see EncodedPicture.
 */
package dev.crosscheck.data.picture;
