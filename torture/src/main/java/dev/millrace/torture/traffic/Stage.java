package dev.millrace.torture.traffic;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.process.Commands;
import dev.millrace.torture.process.QueueServer;
import dev.millrace.torture.process.WorkerSlot;
import dev.millrace.torture.source.SourceServer;
import dev.millrace.torture.source.World;
import java.nio.file.Path;
import java.util.List;

/**
 * The parts of a campaign while they run.
 *
 * @param since where the imported time begins, unix seconds
 * @param definitions the folder of the types
 */
public record Stage(
    LocalDatabase database,
    QueueServer queues,
    SourceServer source,
    World world,
    Tables tables,
    Commands commands,
    List<WorkerSlot> workers,
    long since,
    Path definitions) {
  public Stage {
    workers = List.copyOf(workers);
  }

  /** The same with workers. */
  public Stage with(List<WorkerSlot> slots) {
    return new Stage(database, queues, source, world, tables, commands, slots, since, definitions);
  }
}
