package dev.crosscheck.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.compare.Comparison;
import dev.crosscheck.compare.DeviationTrace;
import dev.crosscheck.compare.Findings;
import dev.crosscheck.compare.MutantOutcome;
import dev.crosscheck.compare.Tolerances;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final String MARKUP = "<b>\"&'";

    private static Report report(double found) {
        Comparison comparison = new Comparison(MARKUP, Tolerances.ROUNDING);
        comparison.add(0, MARKUP, 1, found);
        DeviationTrace trace = new DeviationTrace(3);
        List.of(0.0, 1e-16, Double.POSITIVE_INFINITY).forEach(trace::add);
        Findings findings = new Findings(
                MARKUP, MARKUP, List.of(comparison.verdict()), List.of(trace.series(MARKUP, Tolerances.ROUNDING)));
        MutantOutcome mutant = new MutantOutcome(MARKUP, MARKUP, true, List.of(comparison.verdict()));
        return new Report(
                MARKUP,
                1,
                Map.of(MARKUP, MARKUP),
                List.of(findings),
                List.of(mutant),
                List.of(new Report.Section(MARKUP, "<p>as it stands</p>")));
    }

    @Test
    void textIsEscapedAndSectionsStandAsTheyAre() {
        String page = ReportPage.html(report(Double.NaN));
        assertFalse(page.contains(MARKUP), page);
        assertTrue(page.contains("&lt;b&gt;&quot;&amp;&#39;"), page);
        assertTrue(page.contains("<p>as it stands</p>"), page);
    }

    @Test
    void aDisagreementIsSaidAtTheTopAndShown() {
        String page = ReportPage.html(report(Double.NaN));
        assertTrue(page.contains("Something disagrees. 1 checks with 1 comparisons: 1 disagree."), page);
        assertTrue(page.contains("<details open>"), page);
        assertTrue(page.contains("not finite"), page);
    }

    @Test
    void aSurvivingMutantIsSaidAtTheTopAndShown() {
        String page = ReportPage.html(report(1));
        assertTrue(page.contains("Something disagrees."), page);
        assertTrue(page.contains("1 mutants: 0 caught, 1 survive."), page);
        assertTrue(page.contains("survives"), page);
    }

    @Test
    void whatIsNotFiniteStaysOnTheChart() {
        assertFalse(ReportPage.html(report(1)).contains("Infinity,"), "no coordinate is infinite");
    }
}
