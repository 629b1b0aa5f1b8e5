package dev.millrace.ledger;

import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.time.Window;
import java.time.Duration;

/**
 * A slice whose documents were fetched and mapped before it was claimed.
 *
 * @param definition with which its documents were mapped
 * @param watermark of the type's attempts before the fetch began, see {@link AttemptWatermarks}
 * @param took how long fetching and mapping took
 */
public record UnclaimedSlice(
    long id, String type, Window window, LockedType definition, long watermark, Duration took) {}
