package dev.toolrun.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records in columns, for people. Cells are cut so that a row fits the terminal, as far as it can. */
final class AuditTable {
    private static final String[] HEADINGS = {
        "SEQ", "TIME", "EVENT", "USER", "ACTOR", "TOOL", "RESULT", "REASON", "MS", "CALL"
    };
    private static final String[] FIELDS = {
        "sequence", "timestamp", "event", "userId", "actor", "toolId", "result", "reason", "latencyMs", "callId"
    };
    /** As wide as a column is cut when there is not enough room; the same width as at first where it is never cut. */
    private static final int[] LEAST = {5, 24, 7, 6, 5, 6, 7, 8, 4, 8};

    private static final int[] USUAL = {5, 24, 7, 8, 5, 12, 7, 13, 4, 26};
    private static final int MOST = 40;
    private static final String GAP = "  ";
    private static final int CALL = 9;

    private final PrintStream out;
    private final @Nullable Integer terminalWidth;
    private final int[] widths;
    private boolean begun;

    /**
     * @param terminalWidth in columns, or null if rows need not fit
     */
    AuditTable(PrintStream out, @Nullable Integer terminalWidth) {
        this.out = out;
        this.terminalWidth = terminalWidth;
        this.widths = USUAL.clone();
    }

    /** Prints rows, below the headings. Columns are as wide as these rows need, and never get narrower again. */
    void print(List<Map<String, @Nullable Object>> rows) {
        List<List<String>> lines = new ArrayList<>();
        if (!begun) {
            lines.add(Arrays.asList(HEADINGS));
            begun = true;
        }
        for (Map<String, @Nullable Object> row : rows) {
            lines.add(cells(row));
        }
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(MOST, line.get(i).length()));
            }
        }
        int[] fitting = fitting();
        lines.forEach(line -> out.println(line(line, fitting)));
    }

    private static List<String> cells(Map<String, @Nullable Object> row) {
        List<String> cells = new ArrayList<>();
        for (String field : FIELDS) {
            Object value = row.get(field);
            cells.add(value == null ? "-" : Visible.line(cut(String.valueOf(value), 4 * MOST)));
        }
        Object state = row.get(AuditRows.STATE);
        if (state != null) {
            cells.set(6, String.valueOf(state));
        }
        if (row.get("sequence") == null && row.get("segment") != null) {
            cells.set(CALL, Visible.line(row.get("segment") + " line " + row.get("line")));
        }
        return cells;
    }

    /** Takes from the widest column until all fit; where even that is not enough, the call's id is left out. */
    private int[] fitting() {
        int[] fitting = widths.clone();
        while (terminalWidth != null && width(fitting) > terminalWidth) {
            int widest = -1;
            for (int i = 0; i < fitting.length; i++) {
                if (fitting[i] > LEAST[i] && (widest < 0 || fitting[i] > fitting[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                fitting[CALL] = 0;
                break;
            }
            fitting[widest]--;
        }
        return fitting;
    }

    private static int width(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length && widths[i] > 0; i++) {
            String cell = cut(cells.get(i), widths[i]);
            line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(width - 2)) ? width - 2 : width - 1;
        return text.substring(0, end) + "…";
    }
}
