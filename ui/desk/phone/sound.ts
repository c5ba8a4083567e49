// Sound for announcements: whatever this browser can play, or a recording, as the WAV a line wants.

const RATE = 8000;
const LONGEST_S = 60;

/** Decode a sound file. Throws where the browser cannot. */
export async function decoded(bytes: ArrayBuffer): Promise<AudioBuffer> {
  const context = new OfflineAudioContext(1, 1, RATE);
  return context.decodeAudioData(bytes);
}

/** The same as one channel of 8 kHz, cut after a minute. */
export async function narrow(sound: AudioBuffer): Promise<Float32Array> {
  const seconds = Math.min(LONGEST_S, sound.duration);
  const context = new OfflineAudioContext(1, Math.max(1, Math.floor(seconds * RATE)), RATE);
  const source = context.createBufferSource();
  source.buffer = sound;
  source.connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0);
}

/** A WAV file: mono, 16 bit, 8 kHz. */
export function wav(samples: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const write = (at: number, text: string) =>
    [...text].forEach((char, index) => {
      bytes.setUint8(at + index, char.charCodeAt(0));
    });
  write(0, 'RIFF');
  bytes.setUint32(4, 36 + 2 * samples.length, true);
  write(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE, true);
  bytes.setUint32(28, 2 * RATE, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  write(36, 'data');
  bytes.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) => {
    bytes.setInt16(44 + 2 * index, Math.max(-1, Math.min(1, sample)) * 32_767, true);
  });
  return new Uint8Array(bytes.buffer);
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

/** A recording of the microphone; `stop` ends it and returns the sound file. */
export async function record(stream: MediaStream): Promise<{ stop: () => Promise<ArrayBuffer> }> {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  return {
    stop: () =>
      new Promise(resolve => {
        recorder.onstop = () => {
          for (const track of stream.getTracks()) track.stop();
          resolve(new Blob(parts, { type: recorder.mimeType }).arrayBuffer());
        };
        recorder.stop();
      }),
  };
}
