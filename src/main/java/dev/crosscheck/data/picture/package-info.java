/**
 * Reads untrusted picture files, and folders of them, as grey levels, with limits on time and memory. A file's structure is checked before Java's decoders receive it; see
 * EncodedPicture.
 */
package dev.crosscheck.data.picture;
