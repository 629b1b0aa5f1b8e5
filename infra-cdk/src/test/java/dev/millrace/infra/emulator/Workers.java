package dev.millrace.infra.emulator;

/** What imports slices while a test waits. */
interface Workers {

  /** Called several times a second until everything is imported. */
  void look();

  /**
   * Stops them.
   *
   * @throws AssertionError when they do not end well
   */
  void stop() throws InterruptedException;
}
