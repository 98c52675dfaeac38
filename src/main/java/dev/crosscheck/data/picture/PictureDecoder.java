package dev.crosscheck.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Decodes a picture with Java's decoder, whose work {@link EncodedPicture} has limited. The decoder only reads memory. Its exceptions and warnings are
 * reported as damage of the picture.
 */
final class PictureDecoder {
    /**
     * Processor time, so that a busy computer does not reject pictures: a safety net for data that take longer than their pixels need. The largest
     * photographs take 0.3 to 0.9 seconds, and people expect an answer within two.
     */
    static final double MOST_SECONDS = 1.5;

    private static final double NANOS = 1e9;

    private final EncodedPicture picture;
    private final double seconds;
    private final double end;
    private boolean warned;

    /** @param seconds the limit from now on */
    PictureDecoder(EncodedPicture picture, double seconds) {
        this.picture = picture;
        this.seconds = seconds;
        this.end = now() + seconds * NANOS;
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /**
     * @return the picture, possibly subsampled, and rotated as the file says
     * @throws BadPicture if the data are damaged or end early, or the time limit is exceeded
     */
    Picture decode() {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(picture.format()).next();
        try (Parts input = new Parts()) {
            reader.setInput(input, true, true);
            BufferedImage image = read(reader);
            if (warned) {
                // Some decoders only give a warning about wrong or missing data.
                throw BadPicture.damaged();
            }
            return new PictureLevels(image).onPaper().oriented(picture.orientation());
        } catch (IOException | RuntimeException e) {
            throw reason(e);
        } finally {
            reader.dispose();
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
        reader.addIIOReadWarningListener((source, message) -> {
            // Bytes after the last block of a JPEG's scan do no harm.
            warned |= !message.contains("extraneous bytes");
        });
        return reader.read(0, parameters);
    }

    /** The parts of a file as one stream in memory. */
    private final class Parts extends ImageInputStreamImpl {
        private final TreeMap<Long, ByteBuffer> starts = new TreeMap<>();
        private long length;

        Parts() {
            for (ByteBuffer next : picture.parts()) {
                // An empty part is replaced by the next one.
                starts.put(length, next);
                length += next.limit();
            }
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
            if (count > 1 && now() > end) {
                throw new BadPicture(
                        "a picture that takes at most " + seconds + " seconds to read", "one that takes longer");
            }
            int read = 0;
            while (read < count && streamPos < length) {
                Map.Entry<Long, ByteBuffer> part = starts.floorEntry(streamPos);
                int from = (int) (streamPos - part.getKey());
                int length = Math.min(count - read, part.getValue().limit() - from);
                part.getValue().get(from, into, offset + read, length);
                read += length;
                streamPos += length;
            }
            return read == 0 && count > 0 ? -1 : read;
        }
    }
}
