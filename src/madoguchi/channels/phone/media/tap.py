"""Packets straight from aiortc's receiver: G.711 needs neither its decoder, on a thread of its
own, nor its jitter buffer of 80 ms. Touches aiortc's insides: `test_webrtc.py` holds them.
"""

from __future__ import annotations

from collections.abc import Callable

from aiortc import RTCRtpReceiver
from aiortc.rtcrtpreceiver import StreamStatistics
from aiortc.rtp import RtpPacket

from madoguchi.channels.phone.media import g711, rtp

MOST_SOURCES = 8
"""Sources of which we report what was lost; a browser has one, and a new one after a change."""


def tap(receiver: RTCRtpReceiver, hear: Callable[[rtp.Packet], None]) -> None:
    """Give every packet to `hear` instead of the decoder.

    What is lost is still reported to the browser (RFC 3550, 6.4), which warns of a poor line by it.
    """
    streams: dict[int, StreamStatistics] = receiver._RTCRtpReceiver__remote_streams  # type: ignore[attr-defined]

    async def handle(packet: RtpPacket, arrival_time_ms: int) -> None:
        statistics = streams.get(packet.ssrc)
        if statistics is None and len(streams) < MOST_SOURCES:
            statistics = streams[packet.ssrc] = StreamStatistics(g711.RATE)
        if statistics is not None:
            statistics.add(packet)
        hear(
            rtp.Packet(
                packet.payload_type,
                packet.sequence_number,
                packet.timestamp,
                packet.ssrc,
                packet.payload,
            )
        )

    receiver._handle_rtp_packet = handle  # type: ignore[method-assign]
