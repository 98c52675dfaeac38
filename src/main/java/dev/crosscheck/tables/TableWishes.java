package dev.crosscheck.tables;

import dev.crosscheck.course.guide.TableCandidate;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.train.TrainingMethod;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of training on a table; the table and the guide decide all else.
 *
 * @param source how the file is read, its target, and which rows are for testing
 * @param validation the rows to validate on; null for the usual ones, or for folds
 * @param decision what is wanted of the answers
 */
public record TableWishes(
        TableSource source,
        Settings settings,
        @Nullable Share validation,
        DecisionSpec decision,
        TrainingMethod method) {
    /** Settings that leave the network, and how long it is trained, to the candidates. */
    private static final Set<Setting<?>> LEAVE_OPEN =
            Set.of(Setting.LOSS, Setting.CLASS_WEIGHTS, Setting.FOLDS, Setting.PATIENCE, Setting.SEED);

    /** @return what is usual: candidates compete, and a fifth of the rows is for testing */
    public static TableWishes of(String target) {
        return new TableWishes(
                new TableSource(
                        TableOptions.FOUND,
                        target,
                        null,
                        new Share(PictureOptions.USUAL.split().testShare(), 0),
                        null,
                        null,
                        null,
                        null),
                new Settings(),
                null,
                DecisionSpec.USUAL,
                TrainingMethod.byDefault());
    }

    /**
     * @param words settings such as {@code hidden:24 epochs:50 seed:7}, as in a network's line
     * @return the same with other settings
     * @throws dev.crosscheck.CrosscheckException for a word that is no setting
     */
    public TableWishes with(String words) {
        Settings others = new Settings();
        others.words(
                Setting.ALL.stream()
                        .filter(setting -> setting != Setting.VALIDATION)
                        .toList(),
                words);
        return new TableWishes(source, others, validation, decision, method);
    }

    long seed() {
        return Objects.requireNonNullElse(
                settings.get(Setting.SEED),
                TableCandidate.RECIPE.setup().training().seed());
    }

    @Nullable
    Integer folds() {
        return settings.get(Setting.FOLDS);
    }

    /** @return the rows to validate on; null for the usual ones, and where folds judge instead */
    @Nullable
    Share held() {
        return folds() == null || folds() == 0 ? validation : null;
    }

    /** @return whether nothing says which network is trained, or how long: candidates then compete for it */
    boolean leavesNetworkOpen() {
        return !Share.NONE.equals(validation) && !method.trainer().inDl4j() && LEAVE_OPEN.containsAll(settings.given());
    }

    /** @return up to how many rows folds are used: always if they are asked for, never if another validation is */
    int mostForFolds() {
        if (folds() != null) {
            return folds() > 0 ? Integer.MAX_VALUE : 0;
        }
        boolean usual = leavesNetworkOpen()
                && validation == null
                && source.validationFile() == null
                && source.splitTime() == null;
        return usual ? Split.MOST_ROWS_FOR_FOLDS : 0;
    }
}
