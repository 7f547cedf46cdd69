package dev.toolrun.report;

import dev.toolrun.report.Latencies.Band;
import dev.toolrun.report.Timeline.Slot;
import java.util.List;
import java.util.Locale;

/**
 * Bars as inline SVG. They are stretched to the page's width, so that words stand beside them, in HTML; what they show is also
 * said in a table.
 */
final class Charts {
    private static final double HEIGHT = 100;

    private final Html html;

    Charts(Html html) {
        this.html = html;
    }

    /** Calls over time, stacked by ending. */
    void timeline(Timeline timeline) {
        List<Slot> slots = timeline.slots();
        long most = Math.max(1, slots.stream().mapToLong(Slot::total).max().orElse(0));
        html.element("p", "at most " + Words.number(most) + " in " + Words.length(timeline.seconds()), "class", "axis");
        open("Calls over time, stacked: succeeded, failed, denied", slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            html.open("g")
                    .element(
                            "title",
                            Words.time(slot.from()) + ": " + slot.succeeded() + " succeeded, " + slot.failed()
                                    + " failed, " + slot.denied() + " denied");
            double top = bar("succeeded", i, HEIGHT, slot.succeeded(), most);
            top = bar("failed", i, top, slot.failed(), most);
            bar("denied", i, top, slot.denied(), most);
            html.close("g").line();
        }
        html.close("svg");
        if (!slots.isEmpty()) {
            ends(
                    Words.time(slots.get(0).from()),
                    Words.time(slots.get(slots.size() - 1).from()));
        }
    }

    /** How many calls took how long. */
    void latencies(Latencies latencies) {
        List<Band> bands = latencies.bands();
        long most = Math.max(1, bands.stream().mapToLong(Band::count).max().orElse(0));
        html.element("p", "at most " + Words.number(most) + " in a band", "class", "axis");
        open("Calls by how long they took, in bands that double", bands.size());
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            html.open("g").element("title", Words.band(band) + ": " + band.count());
            bar("latency", i, HEIGHT, band.count(), most);
            html.close("g").line();
        }
        html.close("svg");
        if (!bands.isEmpty()) {
            ends(Words.band(bands.get(0)), Words.band(bands.get(bands.size() - 1)));
        }
    }

    /** One bar that lies, in a cell of a table. */
    void share(Tally.Row row, long most) {
        html.open(
                "svg", "class", "share", "viewBox", "0 0 100 1", "preserveAspectRatio", "none", "aria-hidden", "true");
        double left = lying("succeeded", 0, row.succeeded(), most);
        left = lying("failed", left, row.failed(), most);
        lying("denied", left, row.denied(), most);
        html.close("svg");
    }

    private void open(String label, int bars) {
        html.open(
                "svg",
                "class",
                "bars",
                "viewBox",
                "0 0 " + Math.max(1, bars) + " 100",
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label);
    }

    private double bar(String kind, int slot, double bottom, long count, long most) {
        double height = HEIGHT * count / most;
        if (count > 0) {
            html.open(
                            "rect",
                            "class",
                            kind,
                            "x",
                            decimal(slot + 0.08),
                            "y",
                            decimal(bottom - height),
                            "width",
                            "0.84",
                            "height",
                            decimal(height))
                    .close("rect");
        }
        return bottom - height;
    }

    private double lying(String kind, double left, long count, long most) {
        double width = 100.0 * count / Math.max(1, most);
        if (count > 0) {
            html.open("rect", "class", kind, "x", decimal(left), "y", "0", "width", decimal(width), "height", "1")
                    .close("rect");
        }
        return left + width;
    }

    private void ends(String first, String last) {
        html.open("p", "class", "axis ends").element("span", first).element("span", last);
        html.close("p").line();
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }
}
