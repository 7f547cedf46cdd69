package dev.toolrun.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.util.Set;

/**
 * An entry of {@code sanitization}. Every entry that matches the tool and the effective role applies.
 *
 * @param tool a tool's name, or {@code *} for every tool
 * @param exceptRoles effective roles to which it does not apply
 * @param maxOutputLength how many characters of the output are returned at most, 1 to 100 million
 */
@NotYet({"redactFields", "onlyFields", "maskPatterns", "detectors", "withoutDetectors"})
public record SanitizationEntry(
        @NotBlank(message = "must name a tool, or be \"*\"") String tool,
        Set<@NotBlank(message = "must not be empty") String> exceptRoles,

        @Min(value = 1, message = "must be at least 1") @Max(value = 100_000_000, message = "must be at most 100000000")
        int maxOutputLength) {

    /** The name that means every tool. */
    public static final String ANY_TOOL = "*";

    public SanitizationEntry {
        exceptRoles = Copies.set(exceptRoles);
    }
}
