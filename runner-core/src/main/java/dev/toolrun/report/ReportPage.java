package dev.toolrun.report;

import dev.toolrun.audit.AuditVerification;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.State;
import dev.toolrun.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page from its first line to its last. */
final class ReportPage {
    private final Html html;
    private final Figures figures;
    private final AuditVerification verification;
    private final Instant madeAt;
    private final FigureSections sections;

    ReportPage(Html html, Figures figures, AuditVerification verification, Instant madeAt) {
        this.html = html;
        this.figures = figures;
        this.verification = verification;
        this.madeAt = madeAt;
        this.sections = new FigureSections(html, figures);
    }

    void write(List<Map<String, @Nullable Object>> newest) {
        PageSource style = PageSource.of("report.css");
        PageSource script = PageSource.of("report.js");
        head(style, script);
        html.open("body").line();
        header();
        html.open("main").line();
        verdict();
        totals();
        sections.write();
        records(newest);
        html.close("main").line();
        html.open("script", "type", "application/json", "id", "records");
        json(newest);
        html.close("script").line();
        html.open("script").ours(script.text()).close("script").line();
        html.close("body").close("html").line();
    }

    private void head(PageSource style, PageSource script) {
        html.ours("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").line();
        html.open("meta", "charset", "utf-8").line();
        // before anything that it is about
        html.open(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src '" + style.digest() + "'; script-src '" + script.digest()
                                + "'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
                                + " trusted-types 'none'")
                .line();
        html.open("meta", "name", "referrer", "content", "no-referrer").line();
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        html.open("meta", "name", "color-scheme", "content", "light dark").line();
        html.element("title", "toolrun audit report").line();
        html.open("style").ours(style.text()).close("style").close("head").line();
    }

    private void header() {
        html.open("header").element("h1", "Audit report");
        html.open("p")
                .text("Made " + madeAt.truncatedTo(ChronoUnit.SECONDS) + " of ")
                .text(Words.plural(figures.records(), "record"));
        Instant first = figures.first();
        Instant last = figures.last();
        if (first != null && last != null) {
            html.text(", from " + Words.time(first) + " to " + Words.time(last));
        }
        html.text(". All times are UTC.").close("p").close("header").line();
    }

    private void verdict() {
        BadRecord bad = verification.firstBad();
        String records = Words.plural(verification.records(), "record");
        html.open("section", "class", bad == null ? "verdict whole" : "verdict broken", "id", "verdict");
        html.element("h2", bad == null ? "✓ The log is whole" : "✗ The log is NOT whole");
        html.open("p");
        if (bad == null) {
            html.text(records
                    + " verified: each as it was written, and in its place. What was cut off at the end can only be"
                    + " seen with a checkpoint that is kept elsewhere.");
        } else {
            html.text(
                    "After " + records + " comes a bad one. Record " + bad.sequence() + ", " + bad.segment() + " line "
                            + bad.line() + ": " + bad.kind().name().toLowerCase(Locale.ROOT)
                            + ". " + bad.sentence()
                            + " Nothing from there on can be trusted, and the figures below contain it.");
        }
        html.close("p");
        html.open("p").text("SHA-256 of the last good record: ").element("code", verification.lastHash());
        html.close("p").close("section").line();
    }

    private void totals() {
        long ended = 0;
        for (Ending ending : Ending.values()) {
            ended += figures.count(ending);
        }
        html.open("section", "aria-labelledby", "totals").element("h2", "Calls", "id", "totals");
        html.open("dl", "class", "totals").line();
        total("ended", ended, "");
        for (Ending ending : Ending.values()) {
            total(ending.word(), figures.count(ending), ending.word());
        }
        total("open", figures.count(State.OPEN, madeAt), "");
        total("unknown", figures.count(State.UNKNOWN, madeAt), "");
        html.close("dl");
        if (figures.unreadable() > 0) {
            html.element("p", Words.plural(figures.unreadable(), "line") + " of the log can't be read.");
        }
        html.close("section").line();
    }

    private void total(String word, long count, String kind) {
        html.open("div")
                .open("dt")
                .open("span", "class", "key " + kind)
                .close("span")
                .text(word)
                .close("dt");
        html.element("dd", Words.number(count)).close("div").line();
    }

    private void records(List<Map<String, @Nullable Object>> newest) {
        html.open("section", "aria-labelledby", "search-title").element("h2", "Records", "id", "search-title");
        String all = newest.size() == figures.records()
                ? "All " + Words.plural(newest.size(), "record") + " can be searched here"
                : "The newest " + Words.number(newest.size()) + " of " + Words.plural(figures.records(), "record")
                        + " can be searched here";
        html.element(
                "p",
                all + ", newest first. Long values are cut; characters that can't be seen are written as escapes.");
        html.ours(PageSource.of("records.html").text());
        html.close("section").line();
    }

    private void json(List<Map<String, @Nullable Object>> newest) {
        html.ours("[");
        for (int i = 0; i < newest.size(); i++) {
            html.ours(i == 0 ? "\n" : ",\n").json(Json.write(newest.get(i)));
        }
        html.ours("]");
    }
}
