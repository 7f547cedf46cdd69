package dev.toolrun.report;

import dev.toolrun.report.Latencies.Band;
import dev.toolrun.report.Tally.Row;
import dev.toolrun.report.Timeline.Slot;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The sections with figures. Each chart has its table, for whoever can't see it. */
final class FigureSections {
    private static final int TOP = 12;

    private final Html html;
    private final Figures figures;
    private final Charts charts;

    FigureSections(Html html, Figures figures) {
        this.html = html;
        this.figures = figures;
        this.charts = new Charts(html);
    }

    void write() {
        timeline();
        latencies();
        html.open("div", "class", "columns").line();
        tally("Denials by reason", "Reason", "no reason", figures.denials(), false);
        tally("Errors by reason", "Reason", "no reason", figures.errors(), false);
        tally("Top tools", "Tool", "no tool", figures.tools(), true);
        tally("Top users", "User", "nobody who was verified", figures.users(), true);
        html.close("div").line();
    }

    private void timeline() {
        section("Calls over time", "timeline");
        List<Slot> slots = figures.timeline().slots();
        if (slots.isEmpty()) {
            html.element("p", "There are none.").close("section").line();
            return;
        }
        charts.timeline(figures.timeline());
        table(
                "As a table, each row " + Words.length(figures.timeline().seconds()),
                "From",
                "succeeded",
                "failed",
                "denied");
        for (Slot slot : slots) {
            if (slot.total() > 0) {
                row(Words.time(slot.from()), slot.succeeded(), slot.failed(), slot.denied());
            }
        }
        endTable();
    }

    private void latencies() {
        section("Latency", "latency");
        html.open("div", "class", "scroll").open("table").line();
        headings("Calls", "number", "p50", "p95", "p99", "longest");
        latencies("that ran", figures.ran());
        latencies("that were refused", figures.refused());
        html.close("tbody").close("table").close("div").line();
        html.element("p", "Milliseconds from the request to its record; above 63 up to 4 % too long.", "class", "note");
        List<Band> bands = figures.ran().bands();
        if (bands.isEmpty()) {
            html.close("section").line();
            return;
        }
        html.element("h3", "Calls that ran, by how long they took");
        charts.latencies(figures.ran());
        table("As a table", "Time", "calls");
        bands.stream().filter(band -> band.count() > 0).forEach(band -> row(Words.band(band), band.count()));
        endTable();
    }

    private void latencies(String name, Latencies latencies) {
        html.open("tr").element("th", name, "scope", "row");
        number(latencies.total());
        for (int percent : new int[] {50, 95, 99}) {
            figure(latencies.total() == 0 ? "–" : Words.number(latencies.percentile(percent)));
        }
        figure(latencies.total() == 0 ? "–" : Words.number(latencies.max()));
        html.close("tr").line();
    }

    /**
     * @param nobody what stands in the place of a name that is not known
     * @param byEnding whether how the calls ended differs
     */
    private void tally(String title, String what, String nobody, Tally tally, boolean byEnding) {
        section(title, title.toLowerCase(Locale.ROOT).replace(' ', '-'));
        List<Row> rows = tally.top(TOP);
        if (rows.isEmpty()) {
            html.element("p", "There are none.").close("section").line();
            return;
        }
        html.open("div", "class", "scroll").open("table").line();
        headings(what, byEnding ? new String[] {"calls", "succeeded", "failed", "denied"} : new String[] {"calls"});
        for (Row row : rows) {
            html.open("tr").open("th", "scope", "row", "class", "name");
            String name = row.name();
            html.element(name == null ? "em" : "bdi", name == null ? nobody : name);
            charts.share(row, rows.get(0).total());
            html.close("th");
            number(row.total());
            if (byEnding) {
                number(row.succeeded());
                number(row.failed());
                number(row.denied());
            }
            html.close("tr").line();
        }
        html.close("tbody").close("table").close("div");
        remarks(tally, rows.size());
        html.close("section").line();
    }

    private void remarks(Tally tally, int shown) {
        if (tally.names() > shown) {
            html.element("p", "and " + Words.number(tally.names() - shown) + " more", "class", "note");
        }
        if (tally.shortfall() > 0) {
            String sentence = "There are so many names that rare ones were not kept: a count may be too low by up to "
                    + Words.number(tally.shortfall()) + ".";
            html.element("p", sentence, "class", "note");
        }
    }

    private void section(String title, String id) {
        html.open("section", "aria-labelledby", id)
                .element("h2", title, "id", id)
                .line();
    }

    private void table(String summary, String... headings) {
        html.open("details")
                .element("summary", summary)
                .open("div", "class", "scroll")
                .open("table");
        headings(headings);
    }

    private void endTable() {
        html.close("tbody")
                .close("table")
                .close("div")
                .close("details")
                .close("section")
                .line();
    }

    private void headings(String first, String... figures) {
        html.open("thead").open("tr").element("th", first, "scope", "col");
        for (String figure : figures) {
            html.element("th", figure, "scope", "col", "class", "figure");
        }
        html.close("tr").close("thead").open("tbody").line();
    }

    private void headings(String[] all) {
        headings(all[0], Arrays.copyOfRange(all, 1, all.length));
    }

    private void row(String name, long... numbers) {
        html.open("tr").element("th", name, "scope", "row");
        for (long number : numbers) {
            number(number);
        }
        html.close("tr").line();
    }

    private void number(long number) {
        figure(Words.number(number));
    }

    private void figure(String text) {
        html.element("td", text, "class", "figure");
    }
}
