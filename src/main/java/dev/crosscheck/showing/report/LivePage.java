package dev.crosscheck.showing.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a page that reloads itself while something is running: the refresh element, and a status line with the time of the last update. */
public final class LivePage {
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"";
    private static final String REFRESH_END = "\">\n";
    private static final String STATUS = "<p class=\"summary\">";
    private static final String STATUS_END = "</p>\n";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'xxx", Locale.ROOT);

    /** The script that shows how long ago the last update was. */
    public static final String AGO = """
            const sign = document.querySelector(".summary time");
            const seconds = Math.max(0, Math.round((Date.now() - Date.parse(sign.dateTime)) / 1000));
            const ago = seconds < 120 ? seconds + " s"
              : seconds < 7200 ? Math.floor(seconds / 60) + " min" : Math.floor(seconds / 3600) + " h";
            sign.after(", " + ago + " ago");
            """;

    private LivePage() {}

    /** @return an element of the head that makes the page reload itself */
    public static String refresh(int seconds) {
        return REFRESH + seconds + REFRESH_END;
    }

    /**
     * Returns the status line below the heading.
     *
     * @param status the status in a few words
     * @param running whether it is still running; the page then needs the script {@link #AGO}
     * @param written time of the status; only shown while running
     */
    public static String status(String status, boolean running, Instant written) {
        String plain = STATUS + Html.escape(status);
        return running
                ? plain + " Last sign of life: <time datetime=\"" + written + "\">" + time(written) + "</time>"
                        + STATUS_END + Html.script(AGO)
                : plain + STATUS_END;
    }

    /** @return a time in the local time zone, with the zone */
    public static String time(Instant moment) {
        return TIME.format(moment.atZone(ZoneId.systemDefault()));
    }

    /** @return whether a page was written while something was running */
    public static boolean isRunning(String page) {
        return page.contains(REFRESH);
    }

    /**
     * Marks an earlier page as ended.
     *
     * @param page the page
     * @param status the final status in a few words
     * @return the page with this status, without reloading itself
     */
    public static String ended(String page, String status) {
        Pattern old = Pattern.compile(
                Pattern.quote(STATUS) + ".*?" + Pattern.quote(STATUS_END) + "(" + Pattern.quote(Html.script(AGO))
                        + ")?",
                Pattern.DOTALL);
        String stays = page.replaceFirst(REFRESH + "\\d+" + REFRESH_END, "")
                .replace(PagePolicy.meta(List.of(AGO)), PagePolicy.meta(List.of()));
        return old.matcher(stays).replaceFirst(Matcher.quoteReplacement(status(status, false, null)));
    }
}
