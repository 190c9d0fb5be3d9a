package dev.descent.lab.server;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.SelectorManager;

/// Closes connections beyond a number as soon as they come. Those that are there are left alone: a
/// page that trains does not notice a crowd at the door.
final class ConnectionLimit implements SelectorManager.AcceptListener {
  private final int most;
  private final Refusals refusals;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int most, Refusals refusals) {
    this.most = most;
    this.refusals = refusals;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    if (open.incrementAndGet() > most) {
      refusals.note("more connections than there may be");
      try {
        channel.close(); // what Jetty then fails to do with it, it tells onAcceptFailed
      } catch (IOException e) {
        refusals.note("a connection that could not be closed");
      }
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    open.decrementAndGet();
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    open.decrementAndGet();
  }
}
