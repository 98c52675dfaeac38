package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The preparation of a table's rows.
 *
 * @param preprocessing of a row's cells to features, and the meaning of answers
 * @param importance of each column for the answers; null if it was not computed
 * @param decision what follows from the network's outputs; null if nothing was decided
 */
@JsonTypeName("table")
public record TablePreparation(
        Preprocessing preprocessing,
        @Nullable Importance importance,
        @Nullable Decision decision) implements Preparation {
    /** @throws IllegalArgumentException if these do not belong together */
    public TablePreparation {
        if (preprocessing == null || importance != null && !importance.isOf(preprocessing)) {
            throw new IllegalArgumentException(
                    "expected a preprocessing, and finite figures of each input in their order, found others");
        }
        if (decision != null && !decision.fits(preprocessing.target())) {
            throw new IllegalArgumentException(
                    "expected a temperature of classes, a positive class of two or an interval of numbers, found others");
        }
    }

    /** A table's rows, before anything is known of the trained network. */
    public TablePreparation(Preprocessing preprocessing) {
        this(preprocessing, null, null);
    }

    public static TablePreparation of(Preparation preparation) {
        return preparation instanceof TablePreparation table ? table : null;
    }

    public TablePreparation with(Importance found) {
        return new TablePreparation(preprocessing, found, decision);
    }

    public TablePreparation with(Decision decided) {
        return new TablePreparation(preprocessing, importance, decided);
    }

    /** @return what follows from the outputs; {@link Decision#NONE} if nothing was decided */
    public Decision decided() {
        return decision == null ? Decision.NONE : decision;
    }

    public Target target() {
        return preprocessing.target();
    }

    @Override
    public String words() {
        return "one of a table, which answers with \"" + Printable.excerpt(target().name()) + "\"";
    }

    @Override
    public int features() {
        return preprocessing.width();
    }

    @Override
    public List<String> classes() {
        return target() instanceof Target.OfClasses known ? known.labels() : List.of();
    }

    @Override
    public boolean takesOneOutput() {
        return true;
    }

    @Override
    public double largestInput() {
        return Scale.BOUND; // and 1 for categories
    }

    @Override
    public double temperature() {
        return decided().scale();
    }

    @Override
    public double limited(double output) {
        return target() instanceof Target.OfNumber number ? number.limited(output) : output;
    }
}
