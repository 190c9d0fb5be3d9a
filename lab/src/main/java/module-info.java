/// The lab: a local web page on which a person watches and steers training.
module dev.descent.lab {
  requires static transitive org.jspecify;
  requires transitive dev.descent;
  requires de.siegmar.fastcsv;
  requires java.net.http;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.websocket.server;
  requires transitive org.eclipse.jetty.websocket.api;

  exports dev.descent.lab.engine;
  exports dev.descent.lab.server;
  exports dev.descent.lab.speed;
  exports dev.descent.lab.state;
}
