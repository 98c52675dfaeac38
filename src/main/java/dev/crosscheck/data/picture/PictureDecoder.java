package dev.crosscheck.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Decodes a picture with Java's decoder, whose work {@link EncodedPicture} has limited. The decoder only reads memory, and the time limit is checked
 * every few bytes. Its exceptions and warnings are reported as damage of the picture.
 */
final class PictureDecoder {
    private final EncodedPicture picture;
    private final DecodingTime time;
    private boolean warned;

    PictureDecoder(EncodedPicture picture, DecodingTime time) {
        this.picture = picture;
        this.time = time;
    }

    GreyPicture decode() {
        ImageReader reader = null;
        try (Parts input = new Parts(picture.parts(), time)) {
            reader = ImageIO.getImageReadersByFormatName(picture.format()).next();
            reader.setInput(input, true, true);
            BufferedImage image = read(reader);
            if (warned) {
                // Some decoders only give a warning about wrong or missing data.
                throw BadPicture.damaged();
            }
            return new GreyLevels(image, picture.coloured(), time).onPaper();
        } catch (IOException | RuntimeException e) {
            throw reason(e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** Java's decoders report damage with many kinds of exceptions, and also wrap ours and OutOfMemoryError in them. */
    private static BadPicture reason(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadPicture known) {
                return known;
            }
            if (cause instanceof OutOfMemoryError none) {
                throw none;
            }
        }
        return BadPicture.damaged(e);
    }

    private BufferedImage read(ImageReader reader) throws IOException {
        int step = picture.size().step();
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(step, step, 0, 0);
        if (picture.luminance()) {
            parameters.setDestinationType(grey(reader));
        }
        reader.addIIOReadWarningListener((source, message) -> {
            // Bytes after the last block of a JPEG's scan do no harm.
            warned |= !message.contains("extraneous bytes");
        });
        return reader.read(0, parameters);
    }

    private static ImageTypeSpecifier grey(ImageReader reader) throws IOException {
        for (Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0); types.hasNext(); ) {
            ImageTypeSpecifier type = types.next();
            if (GreyLevels.isGrey(type.getColorModel())) {
                return type;
            }
        }
        return null;
    }

    /** The parts of a file as one stream in memory. */
    private static final class Parts extends ImageInputStreamImpl {
        /** Bytes read between checks of the time, since a check costs as much as reading hundreds. */
        private static final int UNTIMED = 4096;

        private final TreeMap<Long, ByteBuffer> starts = new TreeMap<>();
        private final DecodingTime time;
        private final long length;
        private int untimed = UNTIMED;

        Parts(Iterable<ByteBuffer> parts, DecodingTime time) {
            this.time = time;
            long end = 0;
            for (ByteBuffer next : parts) {
                // An empty part is replaced by the next one.
                starts.put(end, next.slice());
                end += next.remaining();
            }
            length = end;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Reads as many bytes as requested, if they exist, since some decoders ignore how many they received. */
        @Override
        public int read(byte[] into, int offset, int count) {
            bitOffset = 0;
            int read = 0;
            while (read < count && streamPos < length) {
                Map.Entry<Long, ByteBuffer> part = starts.floorEntry(streamPos);
                int from = (int) (streamPos - part.getKey());
                int length = Math.min(count - read, part.getValue().limit() - from);
                part.getValue().get(from, into, offset + read, length);
                read += length;
                streamPos += length;
            }
            untimed += read;
            if (untimed >= UNTIMED) {
                untimed = 0;
                time.check();
            }
            return read == 0 && count > 0 ? -1 : read;
        }
    }
}
