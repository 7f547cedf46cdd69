package dev.toolrun.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser: nothing of a hostile log runs or is fetched, and its records can be searched. A script that ran
 * would set an attribute of the document, and whatever is fetched asks a server of the test's own.
 */
class AuditReportIT {
    private static final String RAN = "data-ran";
    private static final Pattern ROW = Pattern.compile("<tr role=\"row\"><td class=\"sequence\"");

    @TempDir
    private Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private Chromium browser;
    private RecordedLog log;
    private HttpServer server;
    private List<String> attacks;

    @BeforeEach
    void prepare() throws IOException {
        browser = new Chromium(folder);
        log = new RecordedLog(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
        String run = "document.documentElement.setAttribute('" + RAN + "','1')";
        attacks = List.of(
                "<script>" + run + "</script>",
                "</script><script>" + run + "</script>",
                "]</script><script>" + run + "//",
                "<!--<script>",
                "--><script>" + run + "</script>",
                "<img src=\"" + url + "\" onerror=\"" + run + "\">",
                "\"><svg onload=" + run + ">",
                "' autofocus onfocus='" + run + "' tabindex='0",
                "\" onmouseover=\"" + run + "\" x=\"",
                "</title></style></noscript><script src=" + url + "></script>",
                "<style>@import url(" + url + ")</style><link rel=stylesheet href=" + url + ">",
                "<iframe src=" + url + "></iframe><iframe srcdoc=\"<script>parent." + run + "</script>\"></iframe>",
                "<base href=" + url + "><meta http-equiv=refresh content=\"0;url=" + url + "\">",
                "<form action=" + url + "><input autofocus onfocus=" + run + ">",
                "javascript:" + run,
                "data:text/html,<script>" + run + "</script>",
                "{{constructor.constructor('" + run + "')()}}",
                "${" + run + "}<%= " + run + " %>#{" + run + "}",
                "\"],\"x\":" + run + ",[\"",
                "\u2028" + run + "\u2029;" + run,
                "\\u003cscript\\u003e" + run + "\\u003c/script\\u003e\\",
                "&lt;script&gt;" + run + "&#60;/script&#62;",
                "\u202eevil\u202c\u2066x\u200b\u00ad\ufeff\udb40\udc41",
                "\u0000\u001b[2J\u009b31m\r\n\t\u0007",
                "__proto__",
                "constructor",
                "hasOwnProperty",
                "x".repeat(1_000_000));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private Path write(String page) throws IOException {
        return Files.writeString(folder.resolve("report.html"), page);
    }

    private void addAttacks() throws IOException {
        for (String attack : attacks) {
            if (attack.length() > 10_000) {
                log.add("userId", attack);
                continue;
            }
            for (String field : List.of(
                    "sequence",
                    "timestamp",
                    "event",
                    "callId",
                    "userId",
                    "actor",
                    "toolId",
                    "result",
                    "reason",
                    "latencyMs",
                    "sessionId",
                    "issuer",
                    "deadline",
                    "errorMessage")) {
                log.add(field, attack);
            }
            log.add("result", "denied", "reason", attack, "userId", attack, "toolId", attack);
            log.add("result", "error", "reason", attack, attack, attack);
            log.add("parameters", Map.of(attack, List.of(attack, Map.of(attack, attack))));
            log.add("event", "intent", "result", null, "callId", attack, "deadline", attack);
        }
        log.line("{\"sequence\":\"\\ud800<script>\",\"userId\":\"\\ud800\",\"__proto__\":{\"toolId\":\"polluted\"}}");
        log.line("<script>no record</script>");
    }

    @Test
    void nothingOfAHostileLogRunsOrIsFetched() throws Exception {
        addAttacks();
        Path page = write(log.page());
        int records = RecordedLog.records(Files.readString(page)).size();
        assertThat(records).isGreaterThan(400);
        for (String fragment : List.of(
                "",
                "q=" + encoded("<script>") + "&open=" + encoded(attacks.get(0)),
                "q=" + encoded(attacks.get(5)) + "&result=" + encoded(attacks.get(1)) + "&open=1",
                encoded(attacks.get(0)) + "&q=__proto__:x constructor:y&open=__proto__")) {
            String dump = browser.dump(page, fragment);
            assertThat(dump).contains(" of " + records + " records</p>").doesNotContain(RAN + "=\"");
            assertThat(dump).doesNotContain("<img", "<iframe", "<base", "<link", "http-equiv=\"refresh\"", "polluted<");
            assertThat(dump).doesNotContain("\u202e", "\u2066", "\u001b", "\u009b", "\u200b", "\u2028");
        }
        assertThat(browser.dump(page, "q=" + encoded("<iframe")))
                .contains("&lt;iframe src=http://127.0.0.1")
                .containsPattern("id=\"count\"[^>]*>[1-9][0-9]* of ");
        assertThat(requests).hasValue(0);
    }

    /** Without this the test above would prove nothing. */
    @Test
    void whatTheseAttacksTryWorksWhereItIsAllowed() throws Exception {
        Path page = write("<!DOCTYPE html><html><body>" + attacks.get(0) + attacks.get(5) + "</body></html>");
        assertThat(browser.dump(page, "")).contains(RAN + "=\"1\"");
        assertThat(requests.get()).isPositive();
    }

    /** Whatever came into the page in spite of all, its policy would stop; but none keeps a page from being left. */
    @Test
    void thePolicyStopsWhatIsNotOurs() throws Exception {
        log.add();
        String injected = attacks.subList(0, 18).stream()
                .filter(attack -> !attack.contains("http-equiv"))
                .collect(Collectors.joining("\n"));
        String page = log.page().replace("</body>", injected + "</body>");
        Path hostile = write(page);
        assertThat(browser.dump(hostile, ""))
                .contains("1 of 1 record</p>", "<img")
                .doesNotContain(RAN + "=\"");
        assertThat(requests).hasValue(0);

        Path withoutPolicy = write(page.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", ""));
        assertThat(browser.dump(withoutPolicy, "")).contains(RAN + "=\"1\"");
    }

    @Test
    void recordsAreSearched() throws Exception {
        for (int i = 0; i < 250; i++) {
            log.add("userId", i % 5 == 0 ? "bob" : "alice", "toolId", i % 2 == 0 ? "python" : "node");
        }
        log.add("result", "denied", "reason", "not_permitted", "parameters", Map.of("file", "/Notes/Secret one"));
        log.add("event", "intent", "result", null, "callId", "open-one", "deadline", "2026-03-02T13:00:00Z");
        Path page = write(log.page());

        assertFound(browser.dump(page, ""), "252 of 252 records", 100);
        assertFound(browser.dump(page, "q=user:bob"), "50 of 252 records", 50);
        assertFound(browser.dump(page, "q=" + encoded("USER:bob tool:Node")), "25 of 252 records", 25);
        assertFound(browser.dump(page, "q=" + encoded("secret /notes")), "1 of 252 records", 1);
        assertFound(browser.dump(page, "result=denied"), "1 of 252 records", 1);
        assertFound(browser.dump(page, "result=open"), "1 of 252 records", 1);
        assertFound(browser.dump(page, "q=nothing-has-this"), "0 of 252 records", 0);
        assertThat(browser.dump(page, "")).contains("Show 100 more of 152");

        String opened = browser.dump(page, "q=user:bob&open=246");
        assertThat(opened).contains("aria-expanded=\"true\"");
        String details = opened.substring(opened.indexOf("<pre>") + 5, opened.indexOf("</pre>"));
        assertThat(Json.parseObject(details)).containsEntry("sequence", 246).containsEntry("userId", "bob");
    }

    private static void assertFound(String dump, String count, int rows) {
        assertThat(dump).contains(">" + count + "</p>");
        assertThat(ROW.matcher(dump).results().count()).isEqualTo(rows);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
