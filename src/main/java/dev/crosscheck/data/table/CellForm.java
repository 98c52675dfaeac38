package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the cells of a column are read, if they are not plain numbers or categories. It is part of the model, so that raw cells are read alike later. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NumberForm.class, name = "number"),
    @JsonSubTypes.Type(value = DateForm.class, name = "date"),
    @JsonSubTypes.Type(value = RestForm.class, name = "rest")
})
public sealed interface CellForm permits NumberForm, DateForm, RestForm {
    /** @return a description in a few words; empty for plain numbers */
    String words();

    /** @return the cells of another form, which count as missing */
    default OddCells odd() {
        return OddCells.NONE;
    }
}
