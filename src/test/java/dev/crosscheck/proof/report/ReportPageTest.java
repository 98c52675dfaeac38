package dev.crosscheck.proof.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.course.errata.Erratum;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final String MARKUP = "<b>\"&'";

    private static Report report(double found) {
        return report(1, found);
    }

    private static Report report(double expected, double found) {
        Comparisons all = new Comparisons();
        Comparison comparison = all.of(MARKUP, Tolerances.ROUNDING);
        comparison.add(0, MARKUP, expected, found);
        comparison.endStep(0);
        Findings findings = all.findings(MARKUP, MARKUP);
        MutantOutcome mutant = new MutantOutcome(MARKUP, MARKUP, true, List.of(comparison.verdict()));
        return new Report(
                MARKUP,
                1,
                Map.of(MARKUP, MARKUP),
                List.of(findings),
                List.of(mutant),
                List.of(new Erratum(MARKUP, MARKUP, MARKUP, MARKUP, List.of(new Erratum.Finding(MARKUP, 1.5, 2)))));
    }

    @Test
    void textIsEscapedAndErrataAreInThePage() {
        String page = ReportPage.html(report(Double.NaN));
        assertFalse(page.contains(MARKUP), page);
        assertTrue(page.contains("&lt;b&gt;&quot;&amp;&#39;"), page);
        assertTrue(page.contains("<td>1.5000</td><td>2</td>"), page);
    }

    @Test
    void aRelativeDeviationOfANumberNear0IsADash() {
        assertTrue(ReportPage.html(report(0, 1e-17)).contains("<td>1.0e-17</td><td>–</td>"));
        assertTrue(ReportPage.html(report(1, 1.5)).contains("<td>5.0e-01</td><td>3.3e-01</td>"));
    }

    @Test
    void aDisagreementAndASurvivingMutantAreSaidAtTheTopAndShown() {
        String page = ReportPage.html(report(Double.NaN));
        assertTrue(page.contains("Something disagrees. 1 checks with 1 comparisons: 1 disagree."), page);
        assertTrue(page.contains("<details open>"), page);
        assertTrue(page.contains("not finite"), page);
        String survived = ReportPage.html(report(1));
        assertTrue(survived.contains("Something disagrees."), survived);
        assertTrue(survived.contains("1 mutants: 0 caught, 1 survive."), survived);
        assertTrue(survived.contains("survives"), survived);
        assertTrue(survived.contains("fill=\"rgb(31,95,168)\""), "a single step is a point");
    }

    /** The tolerance is 1e-15 + 1e-14 of the expected number, so that the same deviation passes at 1 and fails at 0. */
    @Test
    void aCurveIsAboveTheLineOfTheToleranceIfAndOnlyIfItFails() {
        double deviation = 5e-15;
        String near1 = ReportPage.html(report(1, 1 + deviation));
        String near0 = ReportPage.html(report(0, deviation));
        assertTrue(near1.contains(">agrees<") && curve(near1) > limit(near1), near1);
        assertTrue(near0.contains(">DISAGREES<") && curve(near0) < limit(near0), near0);
        assertEquals(limit(near1), curve(ReportPage.html(report(0, 1e-15))), 0.05, "just allowed, of a drawn tenth");
    }

    /** Sections without content are left out. */
    @Test
    void theContentsListLinksToEverySection() {
        String page = ReportPage.html(report(1));
        List<String> links = found(page, "<li><a href=\"#([^\"]+)\">");
        assertEquals(found(page, "<h2 id=\"([^\"]+)\">"), links);
        assertEquals(7, links.size());
        Report whole = report(1, 1);
        String less = ReportPage.html(new Report("", 1, whole.environment(), whole.findings(), List.of(), List.of()));
        assertEquals(5, found(less, "<h2 id=\"([^\"]+)\">").size(), less);
        assertTrue(less.contains("Everything agrees. 1 checks with 1 comparisons: 0 disagree.</p>"), less);
        assertFalse(less.contains("utant") || less.contains(">Errata"), less);
    }

    private static List<String> found(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static double curve(String page) {
        return number(page, "d=\"M[\\d.]+ ([\\d.]+) C");
    }

    private static double limit(String page) {
        return number(page, "stroke=\"rgb\\(179,38,30\\)\" [^>]*><line [^>]*y1=\"([\\d.]+)\"");
    }

    private static double number(String page, String pattern) {
        Matcher match = Pattern.compile(pattern).matcher(page);
        assertTrue(match.find(), pattern);
        return Double.parseDouble(match.group(1));
    }

    @Test
    void whatIsNotFiniteStaysOnTheChart() {
        for (String page : List.of(ReportPage.html(report(Double.NaN)), ReportPage.html(report(1, 1e300)))) {
            assertTrue(curve(page) < limit(page) && curve(page) > 0, page);
        }
    }
}
