package dev.toolrun.tool;

/** Where a call's resources of one kind are found in its arguments: what the call really touches. */
public sealed interface ResourceSource {

    /** The parameter that is looked at. */
    String parameter();

    /** The parameter's value: a string, or each string of an array. */
    record Value(String parameter) implements ResourceSource {}

    /** Every table that a SQL statement mentions, in lower case, with its schema where the statement names one. */
    record SqlTables(String parameter) implements ResourceSource {}

    /** A file's real path, behind all links, as the tool sees it in its container. */
    record RealPath(String parameter) implements ResourceSource {}

    /** A URL's host, in its canonical form. */
    record UrlHost(String parameter) implements ResourceSource {}
}
