package dev.toolrun.validation;

/**
 * Something wrong with a schema.
 *
 * @param pointer RFC 6901 JSON pointer within the schema; empty for the schema as a whole
 * @param message a sentence without a full stop
 */
public record SchemaProblem(String pointer, String message) {}
