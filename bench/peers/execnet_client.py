"""Remote calls over a local pipe with execnet: one measure in this process, figures in lines NAME=NUMBER."""

import argparse
import statistics
import threading
import time

import execnet

CALLS = 10_000
ITEMS = 100_000
MIB = 1 << 20
BLOCKS = 300

ECHO = """
for item in channel:
    channel.send(item)
"""
NUMBERS = """
for count in channel:
    for i in range(count):
        channel.send(i)
"""
BLOCK = """
count, size = channel.receive()
block = b'x' * size
for i in range(count):
    channel.send(block)
"""
COUNT = """
total = 0
for item in channel:
    total += len(item)
    if not item:
        channel.send(total)
"""
PID = "import os; channel.send(os.getpid())"


def say(name, value):
    print(f"{name}={value:.6f}", flush=True)


def timed(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def one_by_one(channel):
    def once():
        channel.send(1)
        channel.receive()

    times = [timed(once) for _ in range(CALLS)]
    return statistics.median(times[CALLS // 4 :])


def echoed(channel, item, count):
    """A thread sends and this one receives."""

    def send():
        for _ in range(count):
            channel.send(item)

    def work():
        sender = threading.Thread(target=send)
        sender.start()
        receive(channel, count)
        sender.join()

    return timed(work)


def receive(channel, count):
    for _ in range(count):
        channel.receive()


def trips(gateway):
    micros = one_by_one(gateway.remote_exec(ECHO)) * 1e6
    say("early_us", micros)
    say("call_us", micros)  # an item there and back is the least that a call takes
    say("item_us", micros)


def items(gateway):
    say("echo_per_s", ITEMS / echoed(gateway.remote_exec(ECHO), 1, ITEMS))
    channel = gateway.remote_exec(NUMBERS)

    def work():
        channel.send(ITEMS)
        receive(channel, ITEMS)

    say("stream_per_s", ITEMS / timed(work))


def bulk(gateway):
    down = gateway.remote_exec(BLOCK)

    def come():
        down.send((BLOCKS, MIB))
        receive(down, BLOCKS)

    say("down_mib_s", BLOCKS / timed(come))
    up = gateway.remote_exec(COUNT)
    block = b"x" * MIB

    def go():
        for _ in range(BLOCKS):
            up.send(block)
        up.send(b"")
        up.receive()

    say("up_mib_s", BLOCKS / timed(go))
    say("echo_mib_s", BLOCKS / echoed(gateway.remote_exec(ECHO), block, BLOCKS))


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise SystemExit(f"no VmRSS of process {pid}")


def memory(gateway):
    pid = gateway.remote_exec(PID).receive()
    say("first_mib", resident_mib(pid))
    one_by_one(gateway.remote_exec(ECHO))
    one_by_one(gateway.remote_exec(ECHO))
    say("later_mib", resident_mib(pid))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    works = {"trips": trips, "items": items, "bulk": bulk, "memory": memory}
    parser.add_argument("--work", choices=sorted(works), required=True)
    work = works[parser.parse_args().work]
    gateway = execnet.makegateway("popen")
    try:
        work(gateway)
    finally:
        gateway.exit()
        execnet.default_group.terminate(timeout=5)


if __name__ == "__main__":
    main()
