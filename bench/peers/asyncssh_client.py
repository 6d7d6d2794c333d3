"""Runs one command on many hosts with asyncssh and prints what it cost, as the Go client does.

asyncssh_client.py --port PORT --key FILE [-n HOSTS] [--limit N] [--user USER] [--command TEXT] [--hold 2500,5000]
"""

import argparse
import asyncio
import gc
import os
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")

import asyncssh  # noqa: E402


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=1000, help="hosts")
    parser.add_argument("--limit", type=int, default=200, help="hosts in flight")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--user", default="root")
    parser.add_argument("--key", required=True)
    parser.add_argument("--command", default="echo hello world")
    parser.add_argument("--hold", default="", help="keep connections open, print the memory at these counts")
    return parser.parse_args()


def address(i):
    return f"127.{1 + i // 62500}.{i // 250 % 250}.{1 + i % 250}"


def resident_kib():
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


async def one(i, asked, key, slots, kept):
    async with slots:
        conn = await asyncssh.connect(
            address(i), asked.port, username=asked.user, client_keys=[key], known_hosts=None, config=None
        )
        done = await conn.run(asked.command, check=True)
        if asked.hold:
            kept.append(conn)
        else:
            conn.close()
            await conn.wait_closed()
        return len(done.stdout)


async def main(asked):
    key = asyncssh.read_private_key(asked.key)
    slots = asyncio.Semaphore(asked.limit)
    marks = [int(mark) for mark in asked.hold.split(",")] if asked.hold else [asked.n]
    kept, results = [], []
    begun = time.monotonic()
    for mark in marks:
        jobs = [one(i, asked, key, slots, kept) for i in range(len(results), mark)]
        results += await asyncio.gather(*jobs, return_exceptions=True)
        if asked.hold:
            gc.collect()
            print(f"held={len(kept)} rss_kib={resident_kib()}", flush=True)
    wall = time.monotonic() - begun
    failed = [result for result in results if isinstance(result, BaseException)]
    for error in failed[:3]:
        print(repr(error), file=sys.stderr)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"ok={len(results) - len(failed)} failed={len(failed)}"
        f" bytes={sum(result for result in results if isinstance(result, int))} wall_ms={wall * 1000:.3f}"
        f" cpu_ms={(usage.ru_utime + usage.ru_stime) * 1000:.3f} rss_kib={resident_kib()}",
        flush=True,
    )
    os._exit(1 if failed else 0)  # held connections need no farewell


asyncio.run(main(options()))
