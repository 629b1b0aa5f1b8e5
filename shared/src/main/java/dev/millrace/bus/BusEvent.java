package dev.millrace.bus;

/**
 * One event for the bus.
 *
 * @param detailType what rules match, such as {@code TablesUpdated}
 * @param detail a JSON object, well under EventBridge's 256 KB
 */
public record BusEvent(String detailType, String detail) {}
