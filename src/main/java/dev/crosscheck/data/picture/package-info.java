/**
 * Picture files as grey levels. They are hostile until shown otherwise: see EncodedPicture. Reading is limited in time and memory,
 * whatever a file claims.
 */
package dev.crosscheck.data.picture;
