package dev.crosscheck.fuzz;

import dev.crosscheck.data.DataDoor;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.table.TableDoor;
import dev.crosscheck.data.tensors.TensorsDoor;
import dev.crosscheck.model.ModelDoor;
import dev.crosscheck.proof.judge.ReplayDoor;
import dev.crosscheck.sweep.SweepDoor;
import dev.crosscheck.train.checkpoint.CheckpointDoor;
import dev.crosscheck.using.export.ExportDoor;
import dev.crosscheck.using.serve.ServeDoor;
import java.util.Locale;
import java.util.function.Consumer;

/** All that reads what comes from outside, each by one entry point of the program. */
enum Reader {
    IDX(4096, Repair.NONE, DataDoor::idx),
    IDX_GZ(4096, Repair.GZIP, DataDoor::idx),
    NPZ(2048, Repair.ZIP, Reader::npz),
    TENSORS(2048, Repair.NONE, TensorsDoor::tensors),
    CSV(2048, Repair.NONE, TableDoor::table),
    PREPROCESSING(4096, Repair.NONE, TableDoor::preprocessing),
    PNG(8192, Repair.PNG, Reader::picture),
    JPEG(8192, Repair.NONE, Reader::picture),
    DRAWING(4096, Repair.NONE, ServeDoor::drawing),
    ROWS(4096, Repair.NONE, ServeDoor::rows),
    MODEL(16_384, Repair.NONE, ModelDoor::model),
    CHECKPOINT(8192, Repair.NONE, CheckpointDoor::checkpoint),
    RUN_JSON(8192, Repair.NONE, ExportDoor::runJson),
    SWEEP_PLAN(4096, Repair.NONE, SweepDoor::plan),
    LABELS(2048, Repair.NONE, DataDoor::labels),
    RECORDING(8192, Repair.ZIP, ReplayDoor::recording),
    FOLDER(32_768, Repair.NONE, FolderDoor::folder),
    HTTP(4096, Repair.NONE, ServeDoor::http);

    private final int longest;
    private final Repair repair;
    private final Consumer<byte[]> entry;

    /**
     * @param longest bytes of the longest input that a fuzzer makes: enough for several of each part of a file, and short, so that
     *     many are tried
     * @param repair what mutations are to be repaired by
     * @param entry reads an input
     */
    Reader(int longest, Repair repair, Consumer<byte[]> entry) {
        this.longest = longest;
        this.repair = repair;
        this.entry = entry;
    }

    /** @return the reader of that name */
    static Reader named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** @return its name in folders and options */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int longest() {
        return longest;
    }

    Repair repair() {
        return repair;
    }

    void read(byte[] input) {
        entry.accept(input);
    }

    private static void npz(byte[] bytes) {
        NpzFile npz = NpzFile.read("input", bytes);
        for (String name : npz.names()) {
            npz.array(name).doubles();
        }
    }

    private static void picture(byte[] bytes) {
        PictureFile.read("input", bytes);
    }
}
