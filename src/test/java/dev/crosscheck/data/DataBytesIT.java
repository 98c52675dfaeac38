package dev.crosscheck.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.data.picture.DigitForm;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.tensors.SafeTensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

class DataBytesIT extends HostileBytes {
    /** Images, raw or gzipped. */
    @FuzzTest
    void idx(byte[] file) throws IOException {
        hold(HostileKind.IDX, file, () -> IdxFile.read("input", new ByteArrayInputStream(file), file.length, 3));
    }

    @FuzzTest
    void npz(byte[] file) throws IOException {
        hold(HostileKind.NPZ, file, () -> {
            NpzFile npz = NpzFile.read("input", file);
            npz.names().forEach(name -> npz.array(name).doubles());
        });
    }

    @FuzzTest
    void png(byte[] file) throws IOException {
        hold(
                HostileKind.PNG,
                file,
                () -> DigitForm.of(PictureFile.read("input", file).grey()));
    }

    @FuzzTest
    void jpeg(byte[] file) throws IOException {
        hold(
                HostileKind.JPEG,
                file,
                () -> DigitForm.of(PictureFile.read("input", file).grey()));
    }

    @FuzzTest
    void tensors(byte[] file) throws IOException {
        hold(HostileKind.TENSORS, file, () -> {
            SafeTensors read = SafeTensors.open(new SeekableInMemoryByteChannel(file), 1 << 20);
            for (String name : read.shapes().keySet()) {
                if (name.startsWith("losses")) {
                    read.doubles(name);
                } else {
                    read.floats(List.of(name));
                }
            }
        });
    }
}
