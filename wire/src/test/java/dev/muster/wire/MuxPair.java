package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Two ends in memory. What one says reaches the other when the test says so, in pieces of a size
/// that it chooses.
final class MuxPair {

  private final Peer controller;
  private final Peer agent;
  private int fill = 4096;
  private int cut = Integer.MAX_VALUE;

  MuxPair() {
    this(Settings.of(Settings.Side.CONTROLLER), Settings.of(Settings.Side.AGENT));
  }

  MuxPair(Settings controller, Settings agent) {
    this.controller = new Peer(controller);
    this.agent = new Peer(agent);
  }

  /// Both ends with windows of `cost`.
  static MuxPair withWindow(int cost) {
    return new MuxPair(
        Settings.of(Settings.Side.CONTROLLER).withWindows(cost, cost),
        Settings.of(Settings.Side.AGENT).withWindows(cost, cost));
  }

  /// Takes what is to be sent in buffers of `bytes`.
  MuxPair filling(int bytes) {
    fill = bytes;
    return this;
  }

  /// Gives what was sent in pieces of `bytes`.
  MuxPair cutting(int bytes) {
    cut = bytes;
    return this;
  }

  Peer controller() {
    return controller;
  }

  Peer agent() {
    return agent;
  }

  Channel open(String header, Heard heard) {
    return controller.mux().open(2, Heard.bytes(header), heard);
  }

  /// Moves bytes until neither end has any to send.
  MuxPair run() {
    boolean moved = true;
    while (moved) {
      moved = move(controller, agent);
      moved |= move(agent, controller);
    }
    return this;
  }

  /// As [#run], and lets what waits for company leave too.
  MuxPair runDry() {
    controller.mux().ping(0);
    agent.mux().ping(0);
    return run();
  }

  private boolean move(Peer from, Peer to) {
    byte[] said = from.said(fill);
    for (int at = 0; at < said.length; ) {
      int count = Math.min(cut, said.length - at);
      to.mux().received(ByteBuffer.wrap(Arrays.copyOfRange(said, at, at + count)));
      at += count;
    }
    return said.length > 0;
  }
}
