"""G.711 (ITU-T G.711): both laws to and from 16-bit samples, by tables.

Tables rather than numpy: a packet has 160 samples, and `bytes.translate` runs them in C.
"""

from __future__ import annotations

import sys
from array import array
from functools import cache

RATE = 8_000
FRAME = 160
"""Samples in a packet of 20 ms."""
SILENCE = bytes(2 * FRAME)
PCMU, PCMA = 0, 8
_NATIVE = sys.byteorder == "little"


def decode(payload: bytes, codec: int) -> bytes:
    """Return 16-bit little-endian samples of a payload of either law."""
    low, high, _ = _tables(codec)
    samples = bytearray(2 * len(payload))
    samples[0::2] = payload.translate(low)
    samples[1::2] = payload.translate(high)
    return bytes(samples)


def encode(samples: bytes, codec: int) -> bytes:
    """Return a payload of 16-bit little-endian samples."""
    words = array("H", samples)
    if not _NATIVE:
        words.byteswap()
    return bytes(map(_tables(codec)[2].__getitem__, words))


@cache
def _tables(codec: int) -> tuple[bytes, bytes, bytes]:
    """Return low bytes and high bytes by code, and codes by sample (as unsigned)."""
    expand, compress = (_from_ulaw, _to_ulaw) if codec == PCMU else (_from_alaw, _to_alaw)
    values = [expand(code) & 0xFFFF for code in range(256)]
    codes = bytes(compress(word - 65_536 if word >= 32_768 else word) for word in range(65_536))
    return bytes(v & 0xFF for v in values), bytes(v >> 8 for v in values), codes


def _from_ulaw(code: int) -> int:
    code = ~code & 0xFF
    magnitude = ((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)
    return 0x84 - magnitude if code & 0x80 else magnitude - 0x84


def _to_ulaw(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32_635) + 0x84
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F) & 0xFF


def _from_alaw(code: int) -> int:
    code ^= 0x55
    exponent = code >> 4 & 7
    magnitude = (code & 0x0F) << 4
    magnitude = magnitude + 8 if exponent == 0 else magnitude + 0x108 << exponent - 1
    return magnitude if code & 0x80 else -magnitude


def _to_alaw(sample: int) -> int:
    sign = 0x80 if sample >= 0 else 0
    magnitude = min(sample if sample >= 0 else ~sample, 32_767) >> 4
    exponent = max(0, magnitude.bit_length() - 4)
    mantissa = magnitude & 0x0F if exponent == 0 else magnitude >> exponent - 1 & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55
