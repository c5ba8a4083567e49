"""The load, in a process of its own: customers who write and desks that watch.

Runs as `python -m bench.load` with a `Load` as JSON on standard input; prints a `Result` as JSON.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time

import msgspec
import uvloop

from bench.wire import Socket, connect

BODIES = (
    "注文した商品はいつ届きますか？追跡番号を教えてください。",
    "请问这个包裹现在到哪里了？运费是多少？",
    "주문한 상품이 언제 도착하나요? 배송 조회 부탁드립니다.",
    "Could you tell me where my parcel is, and what the postage was?",
)


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What to do: `rate` 0 means that each customer writes again as soon as they are answered."""

    customer_origins: list[str]
    desk_origins: list[str]
    cookie: str
    shop_key: str
    customers: int
    desks: int
    warm_seconds: float = 3
    seconds: float = 10
    rate: float = 0
    linger_seconds: float = 0


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; times in seconds from a customer's send."""

    acknowledged: int
    delivered: int
    seconds: float
    to_ack: list[float]
    to_desk: list[float]


def run(load: Load) -> Result:
    """Run a load in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=msgspec.json.encode(load),
        capture_output=True,
        check=False,
        timeout=load.warm_seconds + load.seconds + load.linger_seconds + 120,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    return msgspec.json.decode(done.stdout, type=Result)


class Crowd:
    """Everybody at once."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.greeted = 0
        self.all_greeted = asyncio.Event()
        self.all_open = asyncio.Event()
        self.acknowledged = self.delivered = 0
        self.refused = ""
        self.measuring = self.stopped = False
        self.to_ack: list[float] = []
        self.to_desk: list[float] = []
        self.sent_at: dict[bytes, float] = {}
        self.customers: list[Socket] = []
        self.first_desk: Socket | None = None
        self.written = 0

    def on_customer(self, socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            socket.send({"do": "hello", "locale": "ja", "zone": "Asia/Tokyo"})
        elif frame.startswith(b'{"hello"'):
            self.greeted += 1
            if self.greeted == self.load.customers:
                self.all_greeted.set()
        elif frame.startswith(b'{"ack"'):
            self.acknowledged += 1
            if self.acknowledged == self.load.customers:
                self.all_open.set()
            if self.measuring:
                self.to_ack.append(time.perf_counter() - self.sent_at[frame[8:24]])
            if not self.load.rate and not self.stopped:
                self.write(socket)
        elif frame.startswith(b'{"refused"'):
            self.refused = self.refused or frame.decode()
            self.all_open.set()

    def on_desk(self, socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            socket.send({"do": "resume", "position": "0.0"})
            return
        count = frame.count(b'"kind":"message_received"')
        self.delivered += count
        if count and self.measuring and socket is self.first_desk:
            now = time.perf_counter()
            start = 0
            while (start := frame.find(b'"client_id":"', start)) >= 0:
                at = self.sent_at.get(frame[start + 13 : start + 29])
                if at is not None:
                    self.to_desk.append(now - at)
                start += 29

    def write(self, socket: Socket) -> None:
        self.written += 1
        client_id = f"bench-{self.written:010d}"
        self.sent_at[client_id.encode()] = time.perf_counter()
        body = BODIES[self.written % len(BODIES)]
        socket.send({"do": "say", "client_id": client_id, "body": body})

    async def gather(self) -> None:
        load = self.load
        path = f"/live/chat?shop={load.shop_key}"
        for number in range(load.customers):
            origin = load.customer_origins[number % len(load.customer_origins)]
            source = f"127.0.{1 + number // 2000}.1"
            self.customers.append(await connect(origin, path, self.on_customer, source=source))
        await asyncio.wait_for(self.all_greeted.wait(), 60)
        for number in range(load.desks):
            origin = load.desk_origins[number % len(load.desk_origins)]
            desk = await connect(origin, "/live/desk", self.on_desk, cookie=load.cookie)
            self.first_desk = self.first_desk or desk

    async def open_conversations(self) -> None:
        """Have everybody say a first word: a thousand conversations opened at once is not the
        steady flow that is to be measured.
        """
        for customer in self.customers:
            self.write(customer)
        try:
            await asyncio.wait_for(self.all_open.wait(), 60)
        except TimeoutError:
            answered = f"{self.acknowledged} of {len(self.customers)}"
            raise RuntimeError(f"the desk answered {answered} first words in a minute") from None

    async def write_at_rate(self, until: float) -> None:
        begun = time.perf_counter()
        count = 0
        while (now := time.perf_counter()) < until:
            due = int((now - begun) * self.load.rate)
            while count < due:
                self.write(self.customers[count % len(self.customers)])
                count += 1
            # Less than a millisecond is no rest at all on this loop: it would take a whole core.
            await asyncio.sleep(0.001)

    async def work(self) -> Result:
        load = self.load
        await self.gather()
        if load.rate:
            await self.open_conversations()
        until = time.perf_counter() + load.warm_seconds + load.seconds
        if load.rate:
            writing = asyncio.create_task(self.write_at_rate(until))
        else:
            for customer in self.customers:
                self.write(customer)
        await asyncio.sleep(load.warm_seconds)
        self.measuring = True
        begun, acknowledged, delivered = time.perf_counter(), self.acknowledged, self.delivered
        await asyncio.sleep(load.seconds)
        seconds = time.perf_counter() - begun
        acknowledged, delivered = self.acknowledged - acknowledged, self.delivered - delivered
        self.measuring, self.stopped = False, True
        if load.rate:
            await writing
        await asyncio.sleep(load.linger_seconds)
        if self.refused:
            # Whoever is refused writes no more: what is measured is not what was offered.
            raise RuntimeError(f"the desk refused a message: {self.refused}")
        return Result(
            acknowledged=acknowledged,
            delivered=delivered,
            seconds=seconds,
            to_ack=self.to_ack,
            to_desk=self.to_desk,
        )


def allow_many_sockets() -> None:
    """Raise this process's limit of open files as far as it goes."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def main() -> None:
    """Read the load, run it, print what came of it."""
    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(await Crowd(load).work()))


if __name__ == "__main__":
    allow_many_sockets()
    uvloop.run(main())
