package dev.muster.output;

import dev.muster.model.StdStream;

/// Bytes of one stream of one host in the queue; [EventQueue] guards it until the reader takes it.
final class Segment {

  final HostOutput host;
  final StdStream stream;
  byte[] bytes;
  int length;

  Segment(HostOutput host, StdStream stream, byte[] bytes, int length) {
    this.host = host;
    this.stream = stream;
    this.bytes = bytes;
    this.length = length;
  }
}
