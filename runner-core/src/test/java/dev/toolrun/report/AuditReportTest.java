package dev.toolrun.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the page before any script runs. {@link AuditReportIT} looks at it in a browser. */
class AuditReportTest {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    @TempDir
    private Path folder;

    private RecordedLog log;

    @BeforeEach
    void prepare() {
        log = new RecordedLog(folder);
    }

    /** The text of the page's body without its script. */
    private static String text(String page) {
        String body = page.substring(page.indexOf("<body>"), page.indexOf("<script"));
        return TAG.matcher(body)
                .replaceAll(" ")
                .replace("&#39;", "'")
                .replace('\u00a0', ' ')
                .replaceAll("\\s+", " ");
    }

    @Test
    void figuresAreOverAllRecords() throws IOException {
        for (int i = 0; i < 7; i++) {
            log.add("latencyMs", 10);
        }
        log.add("result", "error", "reason", "timeout", "latencyMs", 2000, "toolId", "node");
        log.add("event", "refused", "result", "denied", "reason", "not_permitted", "userId", "mallory", "latencyMs", 1);
        log.add("event", "intent", "result", null, "deadline", "2026-03-02T13:00:00Z");
        log.add("event", "intent", "result", null, "deadline", "2026-03-02T11:00:00Z");
        log.line("no record");

        String text = text(log.page(null, 3));
        assertThat(text)
                .contains("of 12 records, from 2026-03-01 08:14 to 2026-03-01 08:24")
                .contains("ended 9 succeeded 7 failed 1 denied 1 open 1 unknown 1 1 line of the log can't be read")
                .contains("that ran 8 10 2 000 2 000 2 000 that were refused 1 1 1 1 1")
                .contains("Reason calls not_permitted 1")
                .contains("Reason calls timeout 1")
                .contains("Tool calls succeeded failed denied python 8 7 0 1 node 1 0 1 0")
                .contains("alice 8 7 1 0 mallory 1 0 0 1")
                .contains("The newest 3 of 12 records can be searched here");
    }

    @Test
    void theNewestRecordsComeFirstWithTheirState() throws IOException {
        log.add();
        log.add("event", "intent", "result", null, "deadline", "2026-03-02T11:00:00Z");
        log.add("event", "intent", "result", null, "callId", "X", "deadline", "2026-03-02T11:00:00Z");
        log.add("callId", "X", "result", "error");
        List<Map<String, Object>> records = RecordedLog.records(log.page(null, 3));
        assertThat(records).extracting(record -> record.get("sequence")).containsExactly(4, 3, 2);
        assertThat(records.get(2)).containsEntry("state", "unknown");
        assertThat(records.get(1)).doesNotContainKey("state");
    }

    @Test
    void theVerdictIsSaid() throws IOException {
        log.add();
        assertThat(text(log.page()))
                .contains("✓ The log is whole", "ab".repeat(32))
                .doesNotContain("NOT");
        var bad = new BadRecord("00000000000000000001.jsonl", 8, 9, Kind.SWAPPED, "It <b>says</b> so.");
        String page = log.page(bad, 10);
        assertThat(text(page))
                .contains("✗ The log is NOT whole", "Record 9, 00000000000000000001.jsonl line 8: swapped.");
        assertThat(page).contains("It &lt;b&gt;says&lt;/b&gt; so.").doesNotContain("<b>");
    }

    @Test
    void anEmptyLogHasAPage() throws IOException {
        java.nio.file.Files.createFile(folder.resolve("00000000000000000001.jsonl"));
        String page = log.page();
        assertThat(text(page)).contains("of 0 records", "There are none.", "All 0 records");
        assertThat(RecordedLog.records(page)).isEmpty();
    }

    @Test
    void longValuesAreCutAndSayHowLongTheyWere() throws IOException {
        log.add("parameters", Map.of("code", "x".repeat(900_000)), "userId", "u".repeat(50_000));
        for (int i = 0; i < 50; i++) {
            log.add(
                    "parameters",
                    Map.of("a", List.of(new ArrayList<>(java.util.Collections.nCopies(2000, "long text")))));
        }
        String page = log.page();
        assertThat(page.length()).isLessThan(400_000);
        assertThat(page).contains("xx… (900000 characters)", "uu… (50000 characters)", "more");
        assertThat(RecordedLog.records(page))
                .allSatisfy(record -> assertThat(record).containsKey("latencyMs"));
    }

    @Test
    void thePolicyAllowsOurScriptAndStyleAndNothingElse() throws IOException, GeneralSecurityException {
        String page = log.add().page();
        assertThat(page)
                .contains("content=\"default-src &#39;none&#39;; style-src &#39;sha256-"
                        + digest(page, "<style>", "</style>")
                        + "&#39;; script-src &#39;sha256-" + digest(page, "<script>", "</script>")
                        + "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;;");
        assertThat(page).doesNotContainPattern("(?i)https?:|<link|@import|url\\(|<img|<iframe| style=| on[a-z]+=");
    }

    private static String digest(String page, String begin, String end) throws GeneralSecurityException {
        int from = page.indexOf(begin) + begin.length();
        byte[] inside = page.substring(from, page.indexOf(end, from)).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(inside));
    }

    @Test
    void nothingOfTheLogBecomesMarkup() throws IOException {
        String tags = TAG.matcher(log.add().page())
                .results()
                .map(match -> match.group().replaceAll("\"[^\"]*\"", ""))
                .distinct()
                .sorted()
                .toList()
                .toString();
        String hostile =
                "</script><script>x</script><!--<img src=x onerror='x'>\"'--></title></style>\u2028\u202e{{x}}";
        log.add("userId", hostile, "toolId", hostile, "result", "error", "reason", hostile, "callId", hostile);
        log.add(
                "userId",
                hostile,
                "toolId",
                hostile,
                "result",
                "denied",
                "reason",
                hostile,
                "event",
                hostile,
                "parameters",
                Map.of(hostile, hostile),
                "issuer",
                hostile);
        String page = log.page();
        Matcher found = TAG.matcher(page);
        assertThat(found.results()
                        .map(match -> match.group().replaceAll("\"[^\"]*\"", ""))
                        .distinct()
                        .sorted()
                        .toList()
                        .toString()
                        .replace(", <em>", "")
                        .replace(", </em>", ""))
                .isEqualTo(tags);
        assertThat(page)
                .contains("&lt;/script&gt;&lt;script&gt;")
                .doesNotContain("\u2028", "\u202e", "<!--", "<script>x");
        assertThat(RecordedLog.records(page).get(0))
                .extractingByKey("userId")
                .asString()
                .startsWith("</script><script>")
                .contains("\\u2028\\u202e");
    }
}
