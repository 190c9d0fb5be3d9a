package dev.descent.lab.server;

import dev.descent.lab.engine.RunTail;
import dev.descent.lab.engine.Session;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Limits;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The experiments: a page that comes back finds its own.
final class Sessions implements AutoCloseable {
  private static final long KEEP = TimeUnit.SECONDS.toNanos(Limits.KEEP_SECONDS);

  private final @Nullable RunTail run;
  private final Consumer<String> log;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Entry> entries = new HashMap<>();

  private static final class Entry {
    final Session session;
    @Nullable Page page;
    long leftAt;

    Entry(Session session) {
      this.session = session;
    }
  }

  /// A session that a page was given.
  ///
  /// @param resumed whether it is the one that was asked for
  /// @param before the page that had it; null if none
  record Given(String id, Session session, boolean resumed, @Nullable Page before) {}

  Sessions(@Nullable RunTail run, Consumer<String> log) {
    this.run = run;
    this.log = log;
  }

  /// Gives a page the session that it asks for, or a new one; null if there are too many pages.
  synchronized @Nullable Given give(String id, Page page) {
    Entry known = entries.get(id);
    if (known != null) {
      Page before = known.page;
      known.page = page;
      return new Given(id, known.session, true, before);
    }
    if (pages() >= Limits.PAGES) {
      return null;
    }
    if (entries.size() >= Limits.SESSIONS) {
      dropLongestLeft();
    }
    Session session = new Session(ExperimentState.usual(), run, log);
    Entry entry = new Entry(session);
    entry.page = page;
    String fresh = HexFormat.of().toHexDigits(random.nextLong());
    entries.put(fresh, entry);
    return new Given(fresh, session, false, null);
  }

  private void dropLongestLeft() {
    String longest = null;
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      Entry best = longest == null ? null : entries.get(longest);
      if (entry.page == null && (best == null || entry.leftAt - best.leftAt < 0)) {
        longest = each.getKey();
      }
    }
    if (longest != null) {
      Entry dropped = entries.remove(longest);
      if (dropped != null) {
        dropped.session.close();
      }
    }
  }

  /// A page has gone.
  synchronized void leave(Page page) {
    for (Entry entry : entries.values()) {
      if (entry.page == page) {
        entry.page = null;
        entry.leftAt = System.nanoTime();
        entry.session.detach(page);
      }
    }
  }

  private int pages() {
    return (int) entries.values().stream().filter(entry -> entry.page != null).count();
  }

  /// Throws sessions away that were left long ago, and looks after pages that do not read.
  synchronized void sweep() {
    long now = System.nanoTime();
    Iterator<Entry> each = entries.values().iterator();
    while (each.hasNext()) {
      Entry entry = each.next();
      if (entry.page != null) {
        entry.page.requireReading(now);
      } else if (now - entry.leftAt > KEEP) {
        entry.session.close();
        each.remove();
      }
    }
  }

  @Override
  public synchronized void close() {
    List<Entry> all = new ArrayList<>(entries.values());
    entries.clear();
    all.forEach(entry -> entry.session.close());
  }
}
