package dev.crosscheck.showing.report;

import dev.crosscheck.PagePolicy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What pages have that reload themselves while something goes on: the order to do so, and a status with the last sign of life. */
public final class LivePage {
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"";
    private static final String REFRESH_END = "\">\n";
    private static final String STATUS = "<p class=\"summary\">";
    private static final String STATUS_END = "</p>\n";
    private static final String SCRIPT = "<script>";
    private static final String SCRIPT_END = "</script>\n";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'xxx", Locale.ROOT);

    /** The script that says how long ago the last sign of life was. */
    public static final String AGO = """
            const sign = document.querySelector(".summary time");
            const seconds = Math.max(0, Math.round((Date.now() - Date.parse(sign.dateTime)) / 1000));
            const ago = seconds < 120 ? seconds + " s"
              : seconds < 7200 ? Math.floor(seconds / 60) + " min" : Math.floor(seconds / 3600) + " h";
            sign.after(", " + ago + " ago");
            """;

    private LivePage() {}

    /** @return an element of the head that has the page reload itself */
    public static String refresh(int seconds) {
        return REFRESH + seconds + REFRESH_END;
    }

    /**
     * The line below the heading.
     *
     * @param status in a few words
     * @param running whether it still goes on; then the page needs the script {@link #AGO}
     * @param written when this was the state; not shown of what has ended
     */
    public static String status(String status, boolean running, Instant written) {
        String plain = STATUS + Html.escape(status);
        return running
                ? plain + " Last sign of life: <time datetime=\"" + written + "\">" + time(written) + "</time>"
                        + STATUS_END + Html.script(AGO)
                : plain + STATUS_END;
    }

    /** @return a time in this machine's zone, with the zone */
    public static String time(Instant moment) {
        return TIME.format(moment.atZone(ZoneId.systemDefault()));
    }

    /** @return whether a page was written while what it shows went on */
    public static boolean isRunning(String page) {
        return page.contains(REFRESH);
    }

    /**
     * Marks a page that was written before as ended.
     *
     * @param page the page
     * @param status how it ended, in a few words
     * @return the page with this status, which no longer reloads itself
     */
    public static String ended(String page, String status) {
        int refresh = page.indexOf(REFRESH);
        String stays =
                refresh < 0 ? page : page.substring(0, refresh) + page.substring(after(page, REFRESH_END, refresh));
        stays = stays.replace(PagePolicy.meta(List.of(AGO)), PagePolicy.meta(List.of()));
        int from = stays.indexOf(STATUS);
        int to = from < 0 ? -1 : after(stays, STATUS_END, from);
        if (to < 0) {
            return stays;
        }
        int script = stays.startsWith(SCRIPT, to) ? after(stays, SCRIPT_END, to) : to;
        return stays.substring(0, from) + status(status, false, null) + stays.substring(Math.max(to, script));
    }

    private static int after(String page, String end, int from) {
        int at = page.indexOf(end, from);
        return at < 0 ? -1 : at + end.length();
    }
}
