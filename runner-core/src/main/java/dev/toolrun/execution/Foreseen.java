package dev.toolrun.execution;

/** What would become of a call with an execution key now. */
public sealed interface Foreseen {

    /** It would run. */
    record Run() implements Foreseen {}

    /** The same call is under way: it would wait for that one's end, and be told it. */
    record Wait() implements Foreseen {}

    /** The same call was run before: nothing would run, and this is what would be told. */
    record Replay(Earlier earlier) implements Foreseen {}
}
