"""Makes the telephone's prompts out of their texts: espeak-ng speaks, PyAV packs into Ogg Opus.

One file for each language and a table of where each prompt begins and how long it is, in frames
of 20 ms.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from av import AudioFifo, AudioFrame, AudioResampler
from av import open as av_open

FOLDER = Path(__file__).parent.parent / "src/madoguchi/channels/phone/prompts"
PLACES = range(1, 10)
MINUTES = (1, 2, 3, 5, 10, 15, 20, 30)
SPEED = 150
"""Words a minute: callers may be old, and the line bad."""
RATE, FRAME = 8_000, 160
PAUSE = bytes(2 * FRAME * 8)
"""Between prompts, so that no codec smears one into the next."""
BITS = 9_000


def main() -> int:
    """Make every prompt anew."""
    texts = tomllib.loads((FOLDER / "texts.toml").read_text("utf-8"))
    for language, said in texts.items():
        samples, index = bytearray(PAUSE), {}
        for name, text in every(said).items():
            spoken = speak(said["voice"], text)
            index[name] = (len(samples) // (2 * FRAME), len(spoken) // (2 * FRAME))
            samples += spoken + PAUSE
        ogg = pack(bytes(samples))
        (FOLDER / f"{language}.ogg").write_bytes(ogg)
        (FOLDER / f"{language}.json").write_text(json.dumps(index, indent=1) + "\n", "utf-8")
        seconds = len(samples) / 2 / RATE
        sys.stdout.write(f"{language}: {len(index)} prompts, {seconds:.0f} s, {len(ogg)} bytes\n")
    return 0


def every(said: dict[str, str]) -> dict[str, str]:
    """Return every prompt's text by name: those with a number once for each number."""
    numbered = {"menu": range(1, 6), "place": PLACES, "minutes": MINUTES}
    found = {}
    for name, text in said.items():
        for number in numbered.get(name, ()):
            found[f"{name}.{number}"] = text.replace("{n}", str(number))
    plain = {n: t for n, t in said.items() if n not in numbered and n != "voice"}
    return {**found, **plain}


def speak(voice: str, text: str) -> bytes:
    """Return a text as 8 kHz samples, in whole frames."""
    command = ["espeak-ng", "-v", voice, "-s", str(SPEED), "--stdout", text]
    wav = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    # Written to a pipe, the header's lengths are not known: PyAV would trust them.
    size = 2**31 - 1
    wav = (
        wav[:4]
        + (size + 36).to_bytes(4, "little")
        + wav[8:40]
        + size.to_bytes(4, "little")
        + (wav[44:])
    )
    resampler = AudioResampler("s16", "mono", RATE)
    parts = []
    with av_open(io.BytesIO(wav), "r", format="wav") as container:
        for frame in [*container.decode(audio=0), None]:
            parts += [bytes(f.planes[0])[: 2 * f.samples] for f in resampler.resample(frame)]
    samples = b"".join(parts)
    return samples + bytes(-len(samples) % (2 * FRAME))


def pack(samples: bytes) -> bytes:
    """Return samples as Ogg Opus."""
    target = io.BytesIO()
    with av_open(target, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BITS
        stream.options = {"application": "voip", "frame_duration": "60"}
        fifo = AudioFifo()
        whole = AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
        whole.planes[0].update(samples)
        whole.sample_rate = RATE
        whole.pts = 0
        fifo.write(whole)
        while (part := fifo.read(FRAME, partial=True)) is not None:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return target.getvalue()


if __name__ == "__main__":
    sys.exit(main())
