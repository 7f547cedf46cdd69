package dev.toolrun.cli;

import dev.toolrun.image.ImageDetails;
import dev.toolrun.image.ImageStatus;
import dev.toolrun.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images as a table or as JSON. */
final class ImageRows {
    private static final double MB = 1e6;
    private static final int SHORT_ID = "sha256:".length() + 12;

    private ImageRows() {}

    static void print(Toolrun toolrun, List<ImageStatus> images) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(images.stream().map(ImageRows::json).toList()));
            return;
        }
        Table table = new Table();
        images.forEach(image -> table.row(image.name(), shortId(image), size(image.present()), state(image)));
        table.print(toolrun.terminal().out());
    }

    private static Map<String, @Nullable Object> json(ImageStatus image) {
        ImageDetails present = image.present();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", image.name());
        json.put("id", image.pinned().id());
        json.put("sourceId", image.pinned().sourceId());
        json.put("sizeBytes", present == null ? null : present.sizeBytes());
        json.put("state", state(image));
        return json;
    }

    private static String state(ImageStatus image) {
        return switch (image.state()) {
            case PRESENT -> "present";
            case MISSING -> "missing";
            case CHANGED -> "changed";
        };
    }

    private static String shortId(ImageStatus image) {
        String id = image.pinned().id();
        return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    }

    private static String size(@Nullable ImageDetails image) {
        return image == null ? "-" : String.format(Locale.ROOT, "%.1f MB", image.sizeBytes() / MB);
    }
}
