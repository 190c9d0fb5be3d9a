package dev.descent.lab.server;

import dev.descent.io.Json;
import dev.descent.lab.engine.RunTail;
import dev.descent.lab.speed.LabClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;

/// A server for a test, with its log.
@NullUnmarked // trees of JSON: what is missing fails a test anyway
final class Lab implements AutoCloseable {
  final List<String> log = new CopyOnWriteArrayList<>();
  final LabServer server;

  Lab() throws IOException {
    this(null);
  }

  Lab(RunTail run) throws IOException {
    server = LabServer.start(new LabServer.Options(0, "test", run, log::add));
  }

  /// A page that has said hello and has read its first state.
  LabClient page() throws InterruptedException {
    LabClient client = LabClient.connect(server.port());
    client.hello(server.token(), "");
    client.json("state");
    return client;
  }

  /// Sends a command and reads its answer.
  static Map<String, Object> ask(LabClient client, String command, String answer)
      throws InterruptedException {
    client.send(Json.parse(command.replace('\'', '"')));
    return client.json(answer);
  }

  /// Sends a command and reads the error that it is answered with.
  static Map<String, Object> refused(LabClient client, String command) throws InterruptedException {
    client.sendText(command.replace('\'', '"'));
    return client.json("error");
  }

  /// Asks for a frame with some sections.
  static Frame frame(LabClient client, String... want) throws InterruptedException {
    client.send(Json.object("do", "frame", "id", 7, "want", Arrays.asList(want)));
    return Frame.read(client.binary());
  }

  /// A frame as a page reads it.
  record Frame(double step, int id, Map<Integer, ByteBuffer> sections) {
    static Frame read(ByteBuffer bytes) {
      int count = bytes.getShort(2);
      Map<Integer, ByteBuffer> sections = new HashMap<>();
      int at = 24;
      for (int i = 0; i < count; i++) {
        if (at % 8 != 0) {
          throw new AssertionError("section " + i + " begins at " + at);
        }
        int length = bytes.getInt(at + 4);
        sections.put(
            (int) bytes.getShort(at), bytes.slice(at + 8, length).order(ByteOrder.LITTLE_ENDIAN));
        at += 8 + (length + 7) / 8 * 8;
      }
      if (at != bytes.limit()) {
        throw new AssertionError("a frame of " + bytes.limit() + " bytes with parts of " + at);
      }
      return new Frame(bytes.getDouble(8), bytes.getInt(4), sections);
    }

    ByteBuffer section(int type) {
      ByteBuffer section = sections.get(type);
      if (section == null) {
        throw new AssertionError("no section " + type + " in " + sections.keySet());
      }
      return section;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
