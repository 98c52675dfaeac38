package dev.crosscheck.tables;

import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.run.JsonKinds;
import java.util.List;

/** What models and runs of tables keep in JSON. */
public final class TableKinds implements JsonKinds {
    @Override
    public List<Class<?>> kinds() {
        return List.of(TablePreparation.class, TableRun.class);
    }
}
