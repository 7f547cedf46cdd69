package dev.toolrun.telemetry.tracing;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Names of the OpenTelemetry semantic conventions for generative AI, "Execute tool span". They are in development there:
 * whatever changes is changed here.
 */
final class GenAiAttributes {
    static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> TOOL_NAME = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> TOOL_TYPE = AttributeKey.stringKey("gen_ai.tool.type");
    static final AttributeKey<String> TOOL_CALL_ID = AttributeKey.stringKey("gen_ai.tool.call.id");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    /** The operation's name, and how the names of its spans begin. */
    static final String EXECUTE_TOOL = "execute_tool";

    /** The type of a tool that runs where the agent runs. */
    static final String FUNCTION = "function";

    /** Ours: the status of a result, and the layer that refused. */
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("toolrun.status");

    static final AttributeKey<String> LAYER = AttributeKey.stringKey("toolrun.layer");

    private GenAiAttributes() {}
}
