package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A document as a stand-in holds it.
 *
 * @param id unique in the stand-in or, for APIs with partitions, in its partition
 * @param timestamp the moment by which the API selects
 * @param content what the API answers; not to be changed
 */
public record HeldDocument(String id, Instant timestamp, ObjectNode content) {}
