package dev.muster.it.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy in this process that speaks SOCKS 5 or HTTP `CONNECT`, with names that only it knows.
public final class LoopbackProxy implements AutoCloseable {

  /// How it behaves.
  ///
  /// @param http whether it speaks HTTP; SOCKS 5 else
  /// @param login `user:password`, or empty for everybody
  /// @param names what it knows, each with its address
  /// @param glued whether it waits for the host's first words and sends them with its own answer
  public record Terms(boolean http, String login, Map<String, String> names, boolean glued) {

    /// Lets everybody in and knows no names.
    public static Terms of(boolean http) {
      return new Terms(http, "", Map.of(), false);
    }

    /// The same for one `user:password` only.
    public Terms withLogin(String only) {
      return new Terms(http, only, names, glued);
    }

    /// The same with names.
    public Terms withNames(Map<String, String> known) {
      return new Terms(http, login, known, glued);
    }

    /// The same with the host's first words in one packet with its own.
    public Terms gluing() {
      return new Terms(http, login, names, true);
    }
  }

  private final Terms terms;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private LoopbackProxy(Terms terms) throws IOException {
    this.terms = terms;
    this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
  }

  /// Starts one.
  public static LoopbackProxy start(Terms terms) {
    try {
      LoopbackProxy proxy = new LoopbackProxy(terms);
      Thread.ofVirtual().name("loopback proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The port it listens on.
  public int port() {
    return server.getLocalPort();
  }

  /// What it was asked to connect to, as `host:port`, in order.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().name("loopback proxy, one client").start(() -> serve(client));
      } catch (IOException e) {
        // closed, or a client that is gone already
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      if (terms.http) {
        http(client);
      } else {
        socks(client);
      }
    } catch (IOException e) {
      // its end is what the test looks at
    } finally {
      open.remove(client);
    }
  }

  private void socks(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = client.getOutputStream();
    in.readByte();
    String methods = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1);
    String wanted = terms.login.isEmpty() ? "\0" : "\2";
    if (!methods.contains(wanted)) {
      out.write(new byte[] {5, -1});
      return;
    }
    out.write(new byte[] {5, (byte) wanted.charAt(0)});
    if (!terms.login.isEmpty()) {
      in.readByte();
      String user = text(in.readNBytes(in.readUnsignedByte()));
      String password = text(in.readNBytes(in.readUnsignedByte()));
      boolean right = terms.login.equals(user + ":" + password);
      out.write(new byte[] {1, (byte) (right ? 0 : 1)});
      if (!right) {
        return;
      }
    }
    in.readNBytes(3);
    String host =
        switch (in.readByte()) {
          case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
          case 3 -> text(in.readNBytes(in.readUnsignedByte()));
          default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
        };
    byte[] good = {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    connect(client, host, in.readUnsignedShort(), good, new byte[] {5, 5, 0, 1}, new byte[] {5, 4});
  }

  private void http(Socket client) throws IOException {
    String request = head(client.getInputStream());
    String[] words = request.split(" ", 3);
    String expected =
        Base64.getEncoder().encodeToString(terms.login.getBytes(StandardCharsets.UTF_8));
    if (!terms.login.isEmpty() && !request.contains("Proxy-Authorization: Basic " + expected)) {
      client
          .getOutputStream()
          .write(ascii("HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"test\"\r\n\r\n"));
      return;
    }
    int colon = words[1].lastIndexOf(':');
    String host = words[1].substring(0, colon).replace("[", "").replace("]", "");
    connect(
        client,
        host,
        Integer.parseInt(words[1].substring(colon + 1)),
        ascii("HTTP/1.1 200 Connected\r\nVia: 1.1 test\r\n\r\n"),
        ascii("HTTP/1.1 502 Connection refused\r\n\r\n"),
        ascii("HTTP/1.1 404 No such host\r\n\r\n"));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no whole request: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private void connect(
      Socket client, String host, int port, byte[] good, byte[] refused, byte[] unknown)
      throws IOException {
    asked.add(host + ":" + port);
    OutputStream out = client.getOutputStream();
    String address = terms.names.getOrDefault(host, host);
    if (!address.contains(":") && !Character.isDigit(address.charAt(0))) {
      out.write(unknown);
      return;
    }
    try (Socket target = new Socket()) {
      target.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), 20_000);
      open.add(target);
      byte[] first = new byte[terms.glued ? 4 : 0];
      int count = target.getInputStream().readNBytes(first, 0, first.length);
      byte[] answer = Arrays.copyOf(good, good.length + count);
      System.arraycopy(first, 0, answer, good.length, count);
      out.write(answer);
      Thread back =
          Thread.ofVirtual().name("loopback proxy, back").start(() -> copy(target, client));
      copy(client, target);
      back.join();
    } catch (ConnectException e) {
      out.write(refused);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // one side is gone, and so will the other be
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
