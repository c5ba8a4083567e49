"""The configuration of Kamailio that we ship, run between a carrier and our telephone.

The carrier is another Kamailio with registration, digest, TLS and SRTP; sipp calls by way of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from madoguchi.channels.phone.link.wire import Ask
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import FOLDER, Ear, Sipp, free_port
from tests.channels.phone.stage import PROMPTS, Stage
from tests.house.tree import ROOT

PASSWORD = "four quiet cranes"
NUMBER = "81312345678"

pytestmark = [
    pytest.mark.phone,
    pytest.mark.skipif(
        not all(map(shutil.which, ("kamailio", "rtpengine", "openssl", "sipp"))),
        reason="needs Debian's kamailio, kamailio-tls-modules, rtpengine-daemon and sip-tester",
    ),
]


def free_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> None:
    """Wait until an rtpengine answers: Kamailio asks it at its start, and then not for long."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        for _ in range(150):
            asking.sendto(b"1 d7:command4:pinge", ("127.0.0.1", port))
            with contextlib.suppress(OSError):
                if b"pong" in asking.recv(1000):
                    return
    raise TimeoutError("rtpengine does not answer")


class Proxies:
    """Ours and the carrier's, each with its own media proxy."""

    def __init__(self, folder: Path, phone_port: int, inside: int) -> None:
        self.folder = folder
        self.inside = inside
        self.called = free_port()
        self.carrier_udp = free_port()
        self._carrier_tls, self._public = free_tcp_port(), free_tcp_port()
        self._media, self._carrier_media = free_port(), free_port()
        for side in ("ours", "carrier"):
            (folder / side).mkdir()
        self._certify()
        self._write_ours(phone_port)
        self._write_carriers()

    @property
    def said(self) -> str:
        """What the carrier has noted so far."""
        return (self.folder / "carrier" / "log").read_text("utf-8", "replace")

    async def noted(self, what: str) -> None:
        """Wait until the carrier has noted something."""
        try:
            async with asyncio.timeout(30):
                while what not in self.said:  # noqa: ASYNC110 - a file tells nobody
                    await asyncio.sleep(0.05)
        except TimeoutError:
            ours = (self.folder / "ours" / "log").read_text("utf-8", "replace")
            raise AssertionError(f"{what}\n{self.said[-3000:]}\n---\n{ours[-3000:]}") from None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run all four."""
        async with AsyncExitStack() as stack:
            for side, port in (("ours", self._media), ("carrier", self._carrier_media)):
                first = 30_000 if side == "ours" else 31_000
                await self._start(
                    stack, side, "rtpengine", "--config-file=none", "--table=-1",
                    "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{port}",
                    f"--listen-cli=127.0.0.1:{free_tcp_port()}", "--foreground", "--log-stderr",
                    f"--port-min={first}", f"--port-max={first + 200}", "--log-level=4",
                )  # fmt: skip
                await asyncio.to_thread(_answers, port)
            for side in ("carrier", "ours"):
                folder = self.folder / side
                await self._start(
                    stack, side, "kamailio", "-DD", "-E", "-f", str(folder / "kamailio.cfg"),
                    "-m", "32", "-M", "8", "-Y", str(folder), "-w", str(folder),
                )  # fmt: skip
            yield

    async def _start(self, stack: AsyncExitStack, side: str, *words: str) -> None:
        log = stack.enter_context((self.folder / side / "log").open("ab"))
        process = await asyncio.create_subprocess_exec(
            *words, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL
        )

        async def end() -> None:
            if process.returncode is not None:
                return  # the log says why
            process.terminate()
            try:
                async with asyncio.timeout(10):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()

        stack.push_async_callback(end)

    def _certify(self) -> None:
        """One self-signed certificate stands for the carrier's and its authority's."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=carrier.example", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", str(self.folder / "key.pem"), "-out", str(self.folder / "cert.pem")],
            check=True, capture_output=True,
        )  # fmt: skip
        ours = (ROOT / "deploy" / "kamailio" / "tls.cfg").read_text()
        pem = {
            "/etc/kamailio/key.pem": str(self.folder / "key.pem"),
            "/etc/kamailio/certificate.pem": str(self.folder / "cert.pem"),
            "/etc/ssl/certs/ca-certificates.crt": str(self.folder / "cert.pem"),
        }
        for before, after in pem.items():
            assert before in ours
            ours = ours.replace(before, after)
        for side in ("ours", "carrier"):
            (self.folder / side / "tls.cfg").write_text(ours)

    def _write_ours(self, phone_port: int) -> None:
        """Take the shipped configuration; only the lines that are anybody's own are changed."""
        folder = self.folder / "ours"
        own = {
            "PUBLIC_ADDRESS": "127.0.0.1", "PUBLIC_PORT": self._public,
            "INSIDE_ADDRESS": "127.0.0.1", "INSIDE_PORT": self.inside,
            "PHONE_ADDRESS": "127.0.0.1", "PHONE_PORT": phone_port,
            "CARRIER_ADDRESS": "127.0.0.1", "CARRIER_PORT": self._carrier_tls,
            "ACCOUNT_PASSWORD": PASSWORD, "FOLDER": folder,
            "RTPENGINE": f"127.0.0.1:{self._media}",
        }  # fmt: skip
        config = (ROOT / "deploy" / "kamailio" / "kamailio.cfg").read_text()
        for name, value in own.items():
            config, count = re.subn(
                rf'^#!substdef "!{name}![^!]*!g"$', f'#!substdef "!{name}!{value}!g"', config,
                flags=re.MULTILINE,
            )  # fmt: skip
            assert count == 1, name
        (folder / "kamailio.cfg").write_text(config)
        (folder / "db").mkdir()
        for table in ("version", "uacreg"):
            text = (ROOT / "deploy" / "kamailio" / "db" / table).read_text()
            text = text.replace("203.0.113.7", "127.0.0.1").replace("change-me", PASSWORD)
            text = text.replace("198.51.100.10\\:5061", f"127.0.0.1\\:{self._carrier_tls}")
            (folder / "db" / table).write_text(text)

    def _write_carriers(self) -> None:
        folder = self.folder / "carrier"
        config = (FOLDER / "carrier_kamailio.cfg").read_text()
        for name, value in (
            ("CARRIER_TLS", self._carrier_tls),
            ("CARRIER_UDP", self.carrier_udp),
            ("CARRIER_NG", self._carrier_media),
            ("CALLED_UDP", self.called),
            ("FOLDER", folder),
        ):
            config = config.replace(name, str(value))
        (folder / "kamailio.cfg").write_text(config)


def test_calls_come_and_go_by_registration_digest_tls_and_srtp(
    stage: Stage, tmp_path: Path
) -> None:
    inside = free_port()
    line = stage.line(record=True, trunk_port=inside)
    stage.arrive(stage.lin)
    folder = tmp_path / "proxies"
    folder.mkdir()

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with stage.exchange() as exchange:
            proxies = Proxies(folder, exchange.sip_port, inside)
            async with proxies.running():
                await proxies.noted(f"REGISTERED {NUMBER} over tls")
                # Somebody calls the shop.
                scenario = "behind_proxies.xml"
                async with Sipp(
                    scenario, proxies.carrier_udp, "-d", "4000", number=NUMBER, ear=ear.port
                ) as sipp:
                    await ear.hears(PROMPTS["notice"])
                    rings = await stage.call(lambda call: bool(call.ringing))
                    assert rings.number == "+819011112222"
                    agent = Agent(hertz=700)
                    take = Ask(
                        id=1,
                        deed="take",
                        person_id=stage.lin.person_id or 0,
                        call_id=rings.id,
                        offer=await agent.offer(),
                    )
                    await agent.accept((await exchange.do(take)).answer)
                    await asyncio.gather(agent.hears(350), ear.hears(700))
                    await sipp.done()
                await stage.call(lambda call: call.ending == "talked")
                await agent.close()
                await proxies.noted("SAVP answered")
                # And the shop calls somebody.
                async with Sipp(
                    "called.xml", proxies.carrier_udp, "-d", "300", at=proxies.called, ear=ear.port
                ):
                    trial = Ask(
                        id=2, deed="try", person_id=1, line_id=line.id, number="+819011112222"
                    )
                    assert (await exchange.do(trial)).answer == "heard"
                assert f"SIGNED IN from {NUMBER}" in proxies.said
                assert "SAVP offered by the customer" in proxies.said
        ear.close()

    asyncio.run(play())
