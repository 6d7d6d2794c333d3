package dev.muster.bench;

import java.util.List;
import java.util.Locale;

/// What is measured of remote calls, one process at a time.
///
/// Each process prints a line `name=number` for every [CallFigure] of its work.
enum CallWork {
  TRIPS(
      "one call after the other to a process on this machine; for execnet, one item",
      true,
      trips()),
  ITEMS(
      "small items under way at once to a process on this machine",
      true,
      CallFigure.least("echo_per_s", "items echoed", "/s", 500_000),
      CallFigure.least("stream_per_s", "items that only come", "/s", 500_000)),
  BULK("items of 1 MiB to and from a process on this machine, one way", true, bulk()),
  PIPE_TRIPS("as trips, over a pipe", false, trips()),
  PIPE_BULK("as bulk, over a pipe", false, bulk()),
  BESIDE_UP("small calls beside 1 GiB that goes there on the same connection", false, beside()),
  BESIDE_DOWN(
      "small calls beside 1 GiB that comes from there on the same connection", false, beside()),
  FIRST(
      "first call on a host of OpenSSH, in a process that has had another gateway",
      false,
      warm(),
      cold()),
  FIRST_ALONE_WARM(
      "first call on a host of OpenSSH, the first of its process, agent in the host's cache",
      false,
      warm()),
  FIRST_ALONE_COLD(
      "first call on a host of OpenSSH, the first of its process, agent not there yet",
      false,
      cold()),
  FIRST_AOT_WARM("as first-alone-warm, in a JVM with an AOT cache of its own", false, warm()),
  FIRST_AOT_COLD("as first-alone-cold, in a JVM with an AOT cache of its own", false, cold()),
  MANY(
      "gateways on this machine, opened at once, until each has answered a call",
      false,
      CallFigure.most("open_s", "100 gateways", "s", 15),
      CallFigure.plain("there_mib", "memory of all of them", "MiB")),
  MEMORY(
      "resident memory of the process over there",
      true,
      CallFigure.most("first_mib", "after the first call", "MiB", 45),
      CallFigure.plain("later_mib", "after 20,000 calls", "MiB")),
  HOST_MEMORY(
      "resident memory of the agent on a host of OpenSSH, in millions of bytes",
      false,
      CallFigure.most("first_mb", "after the first call", "MB", 45),
      CallFigure.plain("later_mb", "after 20,000 calls", "MB"));

  private static final double ADDED_MS = 5;

  private final String title;
  private final boolean peer;

  @SuppressWarnings("ImmutableEnumChecker") // it is a copy that does not change
  private final List<CallFigure> figures;

  CallWork(String title, boolean peer, CallFigure... figures) {
    this.title = title;
    this.peer = peer;
    this.figures = List.of(figures);
  }

  private static CallFigure[] trips() {
    return new CallFigure[] {
      CallFigure.most("call_us", "empty call, there and back, median", "us", 40),
      CallFigure.plain("early_us", "the same while both ends are warming up", "us"),
      CallFigure.plain("item_us", "item, there and back, median", "us")
    };
  }

  private static CallFigure warm() {
    return CallFigure.most("warm_ms", "agent in the host's cache", "ms", 250);
  }

  private static CallFigure cold() {
    return CallFigure.most("cold_ms", "agent not there yet", "ms", 600);
  }

  private static CallFigure[] bulk() {
    return new CallFigure[] {
      CallFigure.least("down_mib_s", "from there", "MiB/s", 1536),
      CallFigure.least("up_mib_s", "to there", "MiB/s", 1536),
      CallFigure.plain("echo_mib_s", "there and back, each way", "MiB/s")
    };
  }

  private static CallFigure[] beside() {
    return new CallFigure[] {
      CallFigure.plain("quiet_p50", "median alone", "ms"),
      CallFigure.plain("quiet_p99", "99 of 100 alone", "ms"),
      CallFigure.plain("quiet_max", "the slowest alone", "ms"),
      CallFigure.most("added_p50", "more beside it, median", "ms", ADDED_MS),
      CallFigure.most("added_p99", "more beside it, 99 of 100", "ms", ADDED_MS),
      CallFigure.plain("added_max", "more beside it, the slowest", "ms")
    };
  }

  String title() {
    return title;
  }

  /// Whether execnet can do the same.
  boolean hasPeer() {
    return peer;
  }

  /// Whether the host must not have the agent when a process begins.
  boolean isCold() {
    return this == FIRST_ALONE_COLD || this == FIRST_AOT_COLD;
  }

  /// Whether its processes have an AOT cache.
  boolean hasAotCache() {
    return this == FIRST_AOT_WARM || this == FIRST_AOT_COLD;
  }

  List<CallFigure> figures() {
    return figures;
  }

  /// How it is called on command lines, such as `first-alone-warm`.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
